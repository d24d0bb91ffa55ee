"""The audit trail: who did what, when. The database itself refuses to change or delete a row."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert

from measures.store import tables as t


def audit(
    tx: Connection, who: str, what: str, subject: str, detail: Mapping[str, object], at: datetime
) -> None:
    """Write down that `who` did `what` to `subject` (an id or key) at an instant."""
    text = json.dumps(detail, ensure_ascii=False, default=str, sort_keys=True)
    tx.execute(insert(t.audit).values(at=at, who=who, what=what, subject=subject, detail=text))
