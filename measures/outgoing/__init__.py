"""What leaves the house: who wants to be told of what, and what there is to tell them; in no language yet.

conflicts as they stand, and what a subscriber was told -> notices -> Digest, one for each slot (rhythm)
"""

from measures.outgoing.address import AddressError, WebAddressError, mail_address, masked, web_address
from measures.outgoing.model import (
    Channel,
    Digest,
    MessageState,
    Notice,
    NoticeKind,
    Purpose,
    Rhythm,
    Subscription,
    SubscriptionState,
    Told,
    Wishes,
    from_json,
    to_json,
)
from measures.outgoing.notices import baseline, notices
from measures.outgoing.rhythm import AT, newest_slot, next_try

__all__ = [
    "AT",
    "AddressError",
    "Channel",
    "Digest",
    "MessageState",
    "Notice",
    "NoticeKind",
    "Purpose",
    "Rhythm",
    "Subscription",
    "SubscriptionState",
    "Told",
    "WebAddressError",
    "Wishes",
    "baseline",
    "from_json",
    "mail_address",
    "masked",
    "newest_slot",
    "next_try",
    "notices",
    "to_json",
    "web_address",
]
