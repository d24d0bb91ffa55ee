"""Working on a conflict, run by Streamlit's own test harness over a real store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import OperationalError
from streamlit.testing.v1 import AppTest

from dashboard import cases
from measures.casework import Act, Case, Step, basis_of
from measures.store import Store, reading
from measures.store.casework import keep_act, read_case
from measures.store.conflicts import active_conflicts, replace_conflicts
from measures.vocabulary import CaseState
from tests.dashboard.conftest import texts

Run = Callable[..., AppTest]
DAY = "2020-03-25"


@pytest.fixture
def key(store: Store) -> str:
    """The most severe conflict."""
    return str(reading.conflicts_frame(store, on=date(2020, 3, 20))["key"].iloc[0])


def _case(store: Store, key: str) -> Case:
    found = read_case(store, key)
    assert found is not None
    return found[0]


def _keep(store: Store, key: str, who: str = "B. Maes", **done: object) -> None:
    found = read_case(store, key)
    assert found is not None
    with store.begin() as tx:
        act = Act(key, datetime.now(UTC), who, basis_of(found[1]), **done)  # type: ignore[arg-type]
        keep_act(tx, act, found[0].last)


def _change(store: Store, key: str, **facts: object) -> None:
    """Lets the conflict have other facts from now on."""
    with store.begin() as tx:
        here = active_conflicts(tx)
        [mine] = [one for one in here if one.key == key]
        same = [one for one in here if one.border == mine.border and one is not mine]
        changed = replace(mine, **facts)  # type: ignore[arg-type]
        replace_conflicts(tx, [mine.border], [*same, changed], datetime.now(UTC))


def _field(app: AppTest, key: str, name: str, kind: str = "text_input"):  # type: ignore[no-untyped-def]
    fields = [field for field in app.get(kind) if str(field.key).startswith(f"casework:{key}:")]
    return next(field for field in fields if field.key.endswith(f":{name}"))


def _fill(app: AppTest, key: str, **words: str) -> None:
    for name, said in words.items():
        _field(app, key, name, "text_area" if name == "why" else "text_input").input(said)


def _press(app: AppTest, key: str, name: str) -> AppTest:
    [button] = [found for found in app.button if found.key == f"casework:{key}:{name}"]
    return button.click().run()


def test_one_press_keeps_state_plan_and_reason(store: Store, run: Run, key: str) -> None:
    app = run("conflicts", key=key, day=DAY, lang="en")
    assert "signalled" in texts(app)
    _fill(app, key, who="A. Vos", assignee="B. Maes", step="Call the ministry", why="The mayor asked")
    _field(app, key, "due", "date_input").set_value(date(2099, 4, 1))
    _field(app, key, "forum", "selectbox").set_value("benelux")
    app = _press(app, key, "in_consultation")
    assert not app.exception
    now = _case(store, key)
    assert (now.state, now.assignee, now.forum) == (CaseState.IN_CONSULTATION, "B. Maes", "benelux")
    assert (now.step, now.by, now.why) == (
        Step("Call the ministry", date(2099, 4, 1)), "A. Vos", "The mayor asked",
    )  # fmt: skip
    said = texts(app)
    assert "State of work: **in consultation** (A\\. Vos" in said
    assert "Benelux Unie" in said
    assert [done.value for done in app.success] == ["It is kept."]
    assert _field(app, key, "why", "text_area").value == "", "a new form"
    assert _field(app, key, "who").value == "A. Vos", "the name is known from now on"


def test_the_forum_to_try_first_stands_in_front_and_says_what_it_is(store: Store, run: Run, key: str) -> None:
    app = run("conflicts", key=key, day=DAY, lang="en")
    options = _field(app, key, "forum", "selectbox").options
    assert "(suggested)" in options[0]
    assert "Forums to try first:" in texts(app)


@pytest.mark.parametrize(
    ("move", "words", "why"),
    [
        ("dismissed", {"why": "Only flights"}, "Give your name first: it is kept with the decision."),
        ("resolved", {"who": "A. Vos"}, "Give a reason: it is kept with the decision."),
        ("in_consultation", {"who": "A. Vos", "why": "x"}, "Choose the forum in which it is consulted."),
        (
            "in_consultation",
            {"step": "Call"},
            "Give your name first: it is kept with the decision.  \n"
            "Choose the forum in which it is consulted.  \nGive the next step a date.",
        ),
        ("keep", {"who": "A. Vos", "step": "Call"}, "Give the next step a date."),
        ("keep", {"who": "A. Vos"}, "Nothing was changed, so nothing was kept."),
    ],
)
def test_what_lacks_something_is_told_and_what_was_typed_stays(
    move: str, words: dict[str, str], why: str, store: Store, run: Run, key: str
) -> None:
    app = run("conflicts", key=key, day=DAY, lang="en")
    _fill(app, key, assignee="", **words)
    app = _press(app, key, move)
    assert [error.value for error in app.error] == [why]
    assert _case(store, key) == Case()
    for name, said in words.items():
        assert _field(app, key, name, "text_area" if name == "why" else "text_input").value == said


def test_a_database_that_does_not_answer_loses_nothing_of_what_was_typed(
    store: Store, run: Run, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = run("conflicts", key=key, day=DAY, lang="en")
    _fill(app, key, who="A. Vos", why="A long note")

    def away(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("the disk is full"))

    with monkeypatch.context() as broken:
        broken.setattr("measures.store.casework.keep_act", away)
        app = _press(app, key, "keep")
    assert "Nothing was kept" in app.error[0].value
    assert _field(app, key, "why", "text_area").value == "A long note"
    app = _press(app, key, "keep")
    assert not app.error
    assert _case(store, key).last


def test_who_is_second_hears_of_it_keeps_the_text_and_may_press_again(
    store: Store, run: Run, key: str
) -> None:
    app = run("conflicts", key=key, day=DAY, lang="en")
    _fill(app, key, who="A. Vos", why="Nobody is hurt")
    _keep(store, key, assignee="B. Maes", state=CaseState.UNDER_EXAMINATION)
    app = _press(app, key, "dismissed")
    [warning] = [said.value for said in app.warning if "was quicker" in said.value]
    assert "B\\. Maes" in warning
    assert "under examination" in warning
    assert _case(store, key).state is CaseState.UNDER_EXAMINATION
    assert _field(app, key, "why", "text_area").value == "Nobody is hurt"
    assert any("The plan was changed" in said.value for said in app.info)
    app = _press(app, key, "dismissed")
    now = _case(store, key)
    assert (now.state, now.assignee) == (CaseState.DISMISSED, "B. Maes"), "what was left as it was stays"


def test_a_conflict_that_changed_meanwhile_is_not_decided_unseen(store: Store, run: Run, key: str) -> None:
    app = run("conflicts", key=key, day=DAY, lang="en")
    _fill(app, key, who="A. Vos", why="Only two weeks")
    _change(store, key, until=None, counted_until=date(2021, 1, 1))
    app = _press(app, key, "dismissed")
    assert any("The conflict itself has changed" in said.value for said in app.warning)
    assert _case(store, key) == Case()
    _press(app, key, "dismissed")
    assert _case(store, key).state is CaseState.DISMISSED


def test_an_act_is_taken_back_and_the_trail_tells_of_both(store: Store, run: Run, key: str) -> None:
    _keep(store, key, state=CaseState.DISMISSED, why="only flights")
    app = run("conflicts", key=key, day=DAY, lang="en")
    _fill(app, key, who="A. Vos")
    app = _press(app, key, "keep")
    [go] = [button for button in app.button if str(button.key).endswith(":go")]
    [name] = [field for field in app.text_input if str(field.key).startswith("casework:undo:")]
    name.input("A. Vos")
    app = go.click().run()
    assert _case(store, key).state is CaseState.SIGNALLED
    trail = next(table.value for table in app.table if "Who" in table.value.columns)
    assert list(trail["Who"]) == ["B\\. Maes", "A\\. Vos"]
    assert list(trail["What"]) == ["dismissed (taken back)", "taken back: dismissed"]


def test_what_got_worse_says_so_on_its_page_and_in_the_list(store: Store, run: Run, key: str) -> None:
    _change(store, key, severity=3)
    _keep(store, key, state=CaseState.DISMISSED, why="only flights")
    _change(store, key, severity=5)
    app = run("conflicts", key=key, day=DAY, lang="en")
    [warning] = [said.value for said in app.warning if "counts as signalled again" in said.value]
    assert "Its severity rose from 3 to 5" in warning
    assert "was dismissed" in texts(run("conflicts", day=DAY, lang="en"))


def _listed(app: AppTest) -> list[str]:
    return [link.proto.query_string for link in app.get("page_link") if "key=" in link.proto.query_string]


def test_dismissed_conflicts_are_counted_and_shown_on_demand(store: Store, run: Run, key: str) -> None:
    before = _listed(run("conflicts", day=DAY, lang="en"))
    _keep(store, key, state=CaseState.DISMISSED, why="only flights")
    app = run("conflicts", day=DAY, lang="en")
    assert len(_listed(app)) == len(before) - 1
    assert "1 dismissed conflict is hidden." in texts(app)
    [button] = [found for found in app.button if found.key == "dismissed"]
    app = button.click().run()
    assert len(_listed(app)) == len(before)
    assert app.query_params["dismissed"] == "1"
    assert len(_listed(run("conflicts", day=DAY, work="dismissed"))) == 1
    assert not any(key in query for query in _listed(run("", day=DAY)))


def test_the_list_can_be_narrowed_by_who_works_on_what(store: Store, run: Run, key: str) -> None:
    total = len(_listed(run("conflicts", day=DAY)))
    step = Step("Call", date(2020, 4, 1))
    _keep(store, key, state=CaseState.IN_CONSULTATION, assignee="*B. Maes*", forum="benelux", step=step)
    for chosen in (
        {"work": "in_consultation"},
        {"who": "*B. Maes*"},
        {"forum": "benelux"},
        {"due": "now"},
        {"due": "soon"},
    ):
        assert len(_listed(run("conflicts", day=DAY, **chosen))) == 1, chosen
    for chosen in ({"who": "~"}, {"due": "none"}, {"work": "signalled"}):
        assert len(_listed(run("conflicts", day=DAY, **chosen))) == total - 1, chosen
    app = run("conflicts", day=DAY, lang="en")
    assert "\\*B\\. Maes\\*" in texts(app)
    assert "(overdue)" in texts(app)


def test_work_that_is_open_though_its_facts_are_gone_is_not_forgotten(
    store: Store, run: Run, key: str
) -> None:
    _keep(store, key, state=CaseState.UNDER_EXAMINATION)
    with store.begin() as tx:
        [mine] = [one for one in active_conflicts(tx) if one.key == key]
        same = [one for one in active_conflicts(tx) if one.border == mine.border and one.key != key]
        replace_conflicts(tx, [mine.border], same, datetime.now(UTC))
    app = run("conflicts", day=DAY, lang="en")
    assert "Facts gone, work still open" in texts(app)
    assert any(key in query for query in _listed(app))
    app = run("conflicts", key=key, day=DAY, lang="en")
    assert any("The facts behind it are gone" in said.value for said in app.info)


def test_the_situation_tells_what_waits_once_people_work_with_cases(store: Store, run: Run, key: str) -> None:
    assert "who works on" not in texts(run("", day=DAY, lang="en"))
    _keep(store, key, assignee="B. Maes", step=Step("Call", date(2020, 4, 1)))
    said = texts(run("", day=DAY, lang="en"))
    assert "nobody who works on" in said
    assert "1 next step is due" in said


@pytest.mark.parametrize("language", ["nl", "de", "fr"])
def test_every_language_shows_a_case_without_a_fault(language: str, store: Store, run: Run, key: str) -> None:
    _keep(store, key, state=CaseState.ACCEPTED, why="known", forum="emr", assignee="B. Maes")
    app = run("conflicts", key=key, day=DAY, lang=language)
    assert not app.exception
    assert "Maas" in texts(app)
    assert not cases.rows().empty
