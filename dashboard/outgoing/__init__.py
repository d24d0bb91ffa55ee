"""What is sent to subscribers: digests put into words, mail, and the pages that their links lead to.

outbox (measures.store) -> letter (blocks) -> mail (headers, text and HTML) -> post (SMTP), by sending
"""
