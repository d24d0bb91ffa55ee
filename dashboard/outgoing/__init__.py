"""What is sent to subscribers: digests as mail and to webhooks, and the pages that links in mail lead to.

outbox (measures.store) -> letter (blocks) -> mail (headers, text and HTML) -> post (SMTP), by sending
                        -> payload (JSON)  -> hooks (signed HTTP),                          by hook_sending
"""
