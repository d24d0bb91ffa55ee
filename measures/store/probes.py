"""What the last probe of each catalogue entry found, for all dashboards and schedulers to see."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select

from measures.model import Reason
from measures.store import tables as t
from measures.store.engine import Store, bump, put
from measures.vocabulary import AnswerState


@dataclass(frozen=True, slots=True)
class Probe:
    """How an entry answered when it was probed at an instant (UTC) from the machine of this name.

    `ok`: as its entry expects. `newest` is the newest day of its items in ISO form, `validators` what the
    server gave to ask again by, `robots` what its robots.txt says; empty where there was none.
    """

    source_id: str
    at: datetime
    machine: str
    state: AnswerState
    ok: bool
    detail: Reason
    status: int = 0
    content_type: str = ""
    item_count: int = 0
    newest: str = ""
    validators: str = ""
    robots: str = ""


def keep_probes(tx: Connection, probes: Iterable[Probe]) -> None:
    """Remember these probes, each in place of the one before."""
    bump(tx, "sources")
    for probe in probes:
        row = asdict(probe)
        detail = row.pop("detail")
        row |= {"state": probe.state.value, "code": detail["code"], "args": json.dumps(dict(detail["args"]))}
        put(tx, t.probe, row, row)


def last_probes(store: Store) -> dict[str, Probe]:
    """The last probe of each source that was ever probed."""
    with store.read() as tx:
        rows = [dict(row) for row in tx.execute(select(t.probe)).mappings()]
    return {row["source_id"]: _probe(row) for row in rows}


def _probe(row: dict[str, object]) -> Probe:
    detail = Reason(str(row.pop("code")), tuple(json.loads(str(row.pop("args"))).items()))
    probe = Probe(**row, detail=detail)  # type: ignore[arg-type]
    return replace(probe, state=AnswerState(probe.state))
