"""What is known of details, of messages on one thing, and of probes: in both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measures.model import Reason
from measures.store import Store
from measures.store.details import DetailRow, belonging, chained, details_of, keep_detail
from measures.store.probes import Probe, keep_probes, last_probes
from measures.vocabulary import AnswerState

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_the_last_try_for_a_detail_is_remembered(store: Store) -> None:
    failed = DetailRow("s:a", NOW, "", 2, NOW + timedelta(minutes=5))
    held = DetailRow("s:a", NOW, "v1", sha256="0a")
    with store.begin() as tx:
        keep_detail(tx, failed)
        keep_detail(tx, DetailRow("s:b", NOW))
        assert details_of(tx, ["s:a", "s:c"]) == {"s:a": failed}
        keep_detail(tx, held)
        assert details_of(tx, ["s:a"]) == {"s:a": held}


def test_messages_that_name_their_forerunner_alone_belong_to_the_first(store: Store) -> None:
    with store.begin() as tx:
        assert chained(tx, "a", ["b"]) == "a"
        assert chained(tx, "b", ["c"]) == "a"
        assert chained(tx, "c", ["d"]) == "a"
        assert belonging(tx, ["a", "b", "c", "d"]) == {"b": "a", "c": "a", "d": "a"}
        assert chained(tx, "x", ["y"]) == "x"


_chains = count()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.integers(0, 8), min_size=1, max_size=12))
def test_a_chain_holds_together_however_often_its_messages_come(store: Store, order: list[int]) -> None:
    name = f"chain{next(_chains)}-"
    with store.begin() as tx:
        found = {chained(tx, f"{name}{max(n - 1, 0)}", [f"{name}{n}"]) for n in [*range(9), *order]}
    assert found == {f"{name}0"}


def test_each_probe_replaces_the_one_before(store: Store) -> None:
    shut = Reason("bot_wall", (("status", "202"),))
    first = Probe("s", NOW, "here", AnswerState.BLOCKED, False, shut)
    read = Reason("items_read", (("count", "7"),))
    second = Probe(
        "s", NOW, "there", AnswerState.NEW, True, read, 200, "text/xml", 7, "2026-11-20", "ETag", "allows"
    )
    for probe in (first, second):
        with store.begin() as tx:
            keep_probes(tx, [probe, replace(probe, source_id="t")])
    assert last_probes(store) == {"s": second, "t": replace(second, source_id="t")}
