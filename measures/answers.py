"""What a source's last answer means, in words: English templates by code, translated where they are shown."""

TEMPLATES: dict[str, str] = {
    "items_read": "{count} items read.",
    "same_items": "The answer changed, but none of its items did.",
    "same_bytes": "The same answer as last time.",
    "not_modified": "The server says that nothing has changed.",
    "no_items": "The list is empty, as it may be.",
    "unexpectedly_empty": "The list is empty, which it never should be. Look at the source's page.",
    "too_few_items": "Only {count} items; at least {least} are expected.",
    "too_many_items": "{count} items; at most {most} are expected.",
    "full_page": "A full page of {count} items: there may be more than the source gives out.",
    "rolled_over": (
        "None of the {count} items was known: about {missed} were probably missed since the last answer."
    ),
    "halved": "{count} items read in {requests} smaller windows, as one held more than the source gives out.",
    "details_missing": (
        "{missing} of {count} details could not be fetched; what the list says of them is kept, and they are "
        "asked for again."
    ),
    "other_site": "The address leads to another site ({host}), which is not followed.",
    "no_text": "The page holds no text that could be read.",
    "repaired": "{count} items read from an answer that is not well-formed.",
    "missing_field": "{count} items lack their {field}. The source may have changed its format.",
    "unreadable_records": "{count} records have no title. The source may have changed its format.",
    "unread_dates": "{count} dates cannot be read, such as “{example}”. They are left open, not guessed.",
    "cut_short": "The answer ends before its end; {count} items were whole and are kept.",
    "stale_answer": "The answer was made at {made}, too long ago to tell of the present.",
    "no_bytes": "The server answered with nothing at all.",
    "html_instead": "A web page came where data was asked: a bot check, maintenance, or a changed address.",
    "xml_instead": "XML came where JSON was asked.",
    "not_json": "The answer is no JSON ({reason}).",
    "no_list": "The answer holds no list at {paths}. The source may have changed its format.",
    "not_a_feed": "The answer is no feed (its root is “{root}”).",
    "not_well_formed": "The answer is not well-formed and nothing could be read ({reason}).",
    "not_datex": "The answer is no DATEX II (its root is “{root}”).",
    "no_places": "None of {count} records tells its place. The source may have changed its format.",
    "query_refused": "The source does not accept the query ({reason}).",
    "entities_declared": "The answer declares entities of its own, which is refused for safety.",
    "robots_disallow": "The host's robots.txt forbids programs to read this address. Nothing was asked.",
    "robots_unavailable": (
        "The host's robots.txt cannot be read (status {status}): until it can, nothing is asked."
    ),
    "bot_wall": "The server held the answer back behind a bot check (status {status}).",
    "access_denied": "The server denies access (status {status}).",
    "too_many_requests": "The server asks for fewer requests (status 429).",
    "gone": "The server says that this feed is gone for good (status 410). Look for its successor.",
    "not_found": "There is nothing at this address any more (status 404). Look for its successor.",
    "server_error": "The server has an error of its own (status {status}).",
    "bad_request": "The server does not accept the request (status {status}).",
    "moved": "The feed has moved to {to}. Confirm the new address in the catalogue.",
    "connect_timeout": "No connection within {seconds} seconds.",
    "read_timeout": "No data for {seconds} seconds.",
    "total_timeout": "The answer was not complete within {seconds} seconds.",
    "no_address": "The host's name leads nowhere.",
    "no_connection": "The host does not accept a connection.",
    "connection_lost": "The connection broke before the answer was complete.",
    "forbidden_address": "The host {host} leads to {address}, which is not a public address.",
    "too_many_redirects": "More than {count} redirects.",
    "bad_redirect": "The server redirects to an address that cannot be used ({to}).",
    "too_large": "The answer is larger than {limit} bytes.",
    "unknown_encoding": "The answer is packed in a way nobody asked for ({encoding}).",
    "bad_compression": "The answer is packed and cannot be unpacked.",
    "tls_error": "The host's certificate cannot be trusted ({reason}).",
    "reading_given_up": (
        "Reading the answer ({size} bytes) took too long or too much memory, and was given up."
    ),
    "failed_inside": "The answer could not be stored ({reason}). The operator's log tells more.",
}
