"""Requests to hosts that are not ours: guarded connections, and what became of an exchange."""

from measures.network.addresses import ForbiddenAddress
from measures.network.client import open_client, own_name
from measures.network.outcomes import failure, reason, retry_after

__all__ = ["ForbiddenAddress", "failure", "open_client", "own_name", "reason", "retry_after"]
