"""The form to subscribe by e-mail, what happens with the address, and how the sending stands."""

import streamlit as st

from dashboard import address, data, parts, session, wording
from dashboard.i18n import N_, NAMES, Reader
from dashboard.outgoing.letter import RHYTHMS, in_short
from dashboard.safe import plain
from measures.days import day_of
from measures.outgoing import (
    AddressError,
    Channel,
    MessageState,
    Rhythm,
    SubscriptionState,
    Wishes,
    mail_address,
    masked,
)
from measures.outgoing.words import TEMPLATES
from measures.settings import load_settings
from measures.store import sendings
from measures.store import subscriptions as subs
from measures.store.outbox import GIVEN_UP_AFTER, KEPT
from measures.vocabulary import Border, Language, Topic

LISTED = 25
_ADDRESS, _SAID = "subscribe:address", "subscribe:said"
_STATES = {
    SubscriptionState.UNCONFIRMED: N_("not confirmed yet"),
    SubscriptionState.ACTIVE: N_("active"),
    SubscriptionState.ENDED: N_("ended"),
    SubscriptionState.DISABLED: N_("stopped: messages did not arrive"),
}


def form(reader: Reader) -> None:
    """What one wants to be told, and where; the choices stand in its address, the e-mail address is not."""
    _ = reader.text
    parts.heading(_("Subscribe"))
    if st.session_state.pop(_SAID, False):
        st.session_state[_ADDRESS] = ""
        st.success(
            _(
                "If mail can reach that address, a message is on its way that asks to confirm. Open its link "
                "and press the button there; only then does the subscription begin."
            ),
            icon=":material/mark_email_unread:",
        )
    settings = load_settings()
    if not settings.public_url:
        st.caption(
            _(
                "Links in messages lead to {address}. Where readers come by another address, the operator "
                "sets `TASKFORCE_PUBLIC_URL`.",
                address=f"`{settings.address}`",
            )
        )
    given = st.text_input(
        _("E-mail address"), key=_ADDRESS, max_chars=254, autocomplete="email", persist_state="session"
    )
    left, right = st.columns(2)
    with left:
        borders = address.many(_("Border"), "border", list(Border), wording.border, placeholder=_("all"))
        rhythm = address.one(_("When"), "when", list(Rhythm), lambda one: _(RHYTHMS[one]), Rhythm.DAILY)
    with right:
        topics = address.many(
            _("Topic"), "topic", list(Topic), lambda topic: wording.word(reader, topic), placeholder=_("all")
        )
        least = address.one(
            _("At least"), "least", list("12345"), lambda level: wording.severity(reader, int(level)), "1"
        )
    language = address.one(
        _("Language of the messages"), "written", list(Language), NAMES.__getitem__, reader.language
    )
    if st.button(_("Subscribe"), type="primary", icon=":material/mail:"):
        _subscribe(given, Wishes(language, rhythm, borders, topics, int(least)), reader)


def _subscribe(given: str, wishes: Wishes, reader: Reader) -> None:
    _ = reader.text
    try:
        to = mail_address(given)
        with data.store().begin() as tx:
            subs.request(tx, Channel.MAIL, to, wishes, session.now())
    except AddressError:
        st.error(_("This is no e-mail address that a message can be sent to; look at it once more."))
    except subs.TooManyError:
        st.error(_("Too many subscriptions were asked for just now; try again in an hour."))
    else:
        # The same whether or not the address is known here: that is nobody else's business.
        st.session_state[_SAID] = True
        st.rerun()


def not_set_up(reader: Reader) -> None:
    """What the operator has to do before anything can be sent."""
    _ = reader.text
    parts.heading(_("Subscribe"))
    st.info(
        _(
            "No mail is sent from here yet. The operator sets the mail server and the sender: "
            "`TASKFORCE_SMTP_HOST`, `TASKFORCE_SMTP_SENDER` and, where needed, `TASKFORCE_SMTP_PORT`, "
            "`TASKFORCE_SMTP_SECURITY`, `TASKFORCE_SMTP_USER` and `TASKFORCE_SMTP_PASSWORD`, for dashboard "
            "and scheduler alike. `TASKFORCE_PUBLIC_URL` is the address that links in messages lead to."
        ),
        icon=":material/mail_lock:",
    )


def what_happens(reader: Reader) -> None:
    """The steps, and what is kept of an address for how long."""
    _ = reader.text
    parts.heading(_("What happens next"))
    st.markdown(
        "\n".join(
            f"{number}. {step}"
            for number, step in enumerate(
                (
                    _("A message asks the address to confirm. Without that nothing else is sent."),
                    _(
                        "From then on you are told of changes. What stands on that day counts as known: the "
                        "page Conflicts shows it."
                    ),
                    _("The link in any message ends it: open it and press the button."),
                ),
                1,
            )
        )
    )
    days = subs.UNCONFIRMED_FOR.days
    st.caption(
        _(
            "**What is kept:** the address, as long as the subscription lasts, and which changes it was told "
            "of. When it ends, the address is erased at once; without confirmation, after {days} days. Texts "
            "of messages are kept for {texts} days. Others see an address only in part.",
            days=reader.number(days),
            texts=reader.number(KEPT.days),
        )
    )


def standing(reader: Reader) -> None:
    """How the sending stands: figures, what did not arrive and why, and the subscriptions, masked."""
    _ = reader.text
    parts.heading(_("How the sending stands"))
    rows = [
        row
        for row in sendings.lines(data.store(), Channel.MAIL)
        if row.subscription.state is not SubscriptionState.ENDED
    ]
    if not rows:
        st.info(_("Nobody has subscribed yet."), icon=":material/inbox:")
        return
    figures = sendings.sendings(data.store(), Channel.MAIL)
    active = sum(row.subscription.state is SubscriptionState.ACTIVE for row in rows)
    with st.container(horizontal=True, key="sending-figures"):
        st.metric(_("Active subscriptions"), reader.number(active))
        st.metric(_("Messages waiting"), reader.number(figures.waiting))
        st.metric(_("Messages given up"), reader.number(figures.number.get(MessageState.FAILED, 0)))
        st.metric(_("Last message sent"), reader.moment(figures.last_at))
    _troubles(reader)
    _subscribers(rows, reader)


def _troubles(reader: Reader) -> None:
    _ = reader.text
    found = sendings.troubles(data.store(), Channel.MAIL)
    if not found:
        return
    parts.heading(_("Messages that did not arrive"), 3)
    st.caption(
        _(
            "A message is tried again for about three days. After {number} messages in a row that were given "
            "up, nothing more is sent to an address.",
            number=reader.number(GIVEN_UP_AFTER),
        )
    )
    parts.table(
        (
            {
                _("To"): plain(one.address) or "–",
                _("Made"): reader.moment(one.made_at),
                _("Tries"): reader.number(one.attempts),
                _("Why"): reason(one.code, one.args, reader),
                _("Next try"): reader.moment(one.again_at) if one.again_at else _("given up"),
            }
            for one in found
        ),
        alt=_("Messages that did not arrive"),
    )


def reason(code: str, args: tuple[tuple[str, str], ...], reader: Reader) -> str:
    """Why a message did not arrive, safe as Markdown."""
    if code not in TEMPLATES:
        return plain(code)
    return plain(reader.text(TEMPLATES[code], **dict(args)))


def _subscribers(rows: list[sendings.Line], reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("Who is told"), 3)
    offset = parts.pager(address.PAGE, len(rows), LISTED)
    parts.table(
        (
            {
                _("To"): plain(masked(row.subscription.address)),
                _("What"): plain(in_short(row.subscription.wishes, reader)),
                _("State"): _(_STATES[row.subscription.state]),
                _("Since"): reader.day(day_of(row.subscription.created_at), "medium"),
                _("Last message sent"): reader.moment(row.sent_at),
            }
            for row in rows[offset : offset + LISTED]
        ),
        alt=_("Who is told"),
    )
