"""Signals from the counter on the pages, run by Streamlit's own test harness over a real store."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from measures.settings import load_settings
from measures.signals import Act, Done, Signal, Standing
from measures.store import Store, reading
from measures.store.signals import count_signals, signals_frame
from measures.store.tying import act, report
from measures.vocabulary import Border, Group, Topic
from tests.dashboard.conftest import texts

Run = Callable[..., AppTest]
DAY = "2020-03-20"
REFUSED = "Teruggestuurd bij de overgang, ondanks een vignet."
NAMING = "Mevrouw Jansen werd teruggestuurd."


def worst(store: Store) -> str:
    """The key of the gravest conflict at the closed Belgian border."""
    return str(reading.conflicts_frame(store, on=date(2020, 3, 20), borders=[Border.NL_BE])["key"].iloc[0])


def say(store: Store, number: int = 1, conflict: str | None = None, **facts: object) -> None:
    base = {
        "id": f"s-{number}",
        "at": datetime(2020, 3, 24, 9, tzinfo=UTC),
        "point": "GrensInfoPunt Maastricht",
        "happened": date(2020, 3, 23),
        "border": Border.NL_BE,
        "group": Group.FRONTIER_WORKERS,
        "text": f"{REFUSED} ({number})",
        "topic": Topic.BORDER_CONTROL,
    }
    with store.begin() as tx:
        report(tx, Signal(**{**base, **facts}), conflict)  # type: ignore[arg-type]


def fill_in(app: AppTest, text: str = REFUSED) -> AppTest:
    app.selectbox(key="signal:border").select(Border.NL_BE)
    app.text_area(key="signal:text").input(text)
    app.text_input(key="signal:point").input("GrensInfoPunt Maastricht")
    return app.run()


def send(app: AppTest) -> AppTest:
    return next(button for button in app.button if button.label == "Report").click().run()


def test_a_report_is_kept_and_stands_in_the_list(store: Store, run: Run) -> None:
    app = send(fill_in(run("signals", lang="en")))
    assert not app.exception
    assert "Reported" in app.success[0].value
    [row] = signals_frame(store).to_dict("records")
    assert (row["border"], row["text"], row["point"]) == ("NL-BE", REFUSED, "GrensInfoPunt Maastricht")
    assert "stands alone" in texts(app)
    assert app.text_area(key="signal:text").value == ""
    assert app.text_input(key="signal:point").value == "GrensInfoPunt Maastricht"


def test_what_lacks_is_named_and_what_was_typed_stays(store: Store, run: Run) -> None:
    app = run("signals", lang="en")
    app.text_area(key="signal:text").input(REFUSED)
    app = send(app)
    assert "Border and Reporting point" in app.error[0].value
    assert app.text_area(key="signal:text").value == REFUSED
    assert count_signals(store) == 0


def test_personal_data_asks_to_be_read_again_and_does_not_block(store: Store, run: Run) -> None:
    app = fill_in(run("signals", lang="en"), NAMING)
    assert "a person's name" in app.warning[0].value
    assert ":orange-background[Mevrouw Jansen]" in app.warning[0].value
    app = send(app)
    assert "Read again" in app.error[0].value
    assert count_signals(store) == 0
    next(box for box in app.checkbox if "read it again" in box.label).check().run()
    assert "Reported" in send(app).success[0].value
    assert count_signals(store) == 1


def test_other_words_are_to_be_read_again(store: Store, run: Run) -> None:
    app = fill_in(run("signals", lang="en"), NAMING)
    next(box for box in app.checkbox if "read it again" in box.label).check().run()
    app.text_area(key="signal:text").input(NAMING + " Bel 06-12345678.").run()
    assert "Read again" in send(app).error[0].value


def test_the_same_report_twice_is_told(store: Store, run: Run) -> None:
    app = send(fill_in(run("signals", lang="en")))
    app = send(fill_in(app))
    assert "already" in app.error[0].value
    assert count_signals(store) == 1
    assert app.text_area(key="signal:text").value == REFUSED


def test_a_link_from_a_conflict_fills_in_the_form_and_ties(store: Store, run: Run) -> None:
    app = run("signals", key=worst(store), lang="en")
    assert app.selectbox(key="signal:border").value == Border.NL_BE
    app.text_area(key="signal:text").input(REFUSED)
    app.text_input(key="signal:point").input("GIP")
    app = send(app)
    assert signals_frame(store)["conflict"][0] == worst(store)
    assert "tied to a conflict" in texts(app)


def test_a_link_from_a_measure_fills_in_its_rule(store: Store, run: Run) -> None:
    rule = str(reading.measures_frame(store, borders=[Border.NL_BE])["id"].iloc[0])
    app = run(
        "signals", rule=rule, border="NL-BE", topic="entry", group="families", region="NL423", lang="de"
    )
    assert app.selectbox(key="signal:rule").value == rule
    assert app.selectbox(key="signal:region").value == "NL423"
    assert app.selectbox(key="signal:topic").value == Topic.ENTRY
    assert app.selectbox(key="signal:group").value == Group.FAMILIES


def test_nonsense_in_the_address_fills_in_nothing(store: Store, run: Run) -> None:
    app = run("signals", rule="m-x", border="FR-ES", topic="x", group="y", region="XX1", key="c-x", state="z")
    assert not app.exception
    assert app.selectbox(key="signal:border").value is None


def test_the_point_of_the_settings_is_there_already(
    store: Store, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TASKFORCE_POINT", "GrenzInfoPunkt Aachen-Eurode")
    load_settings.cache_clear()
    assert run("signals").text_input(key="signal:point").value == "GrenzInfoPunkt Aachen-Eurode"


def test_a_signal_that_stands_alone_is_tied_from_its_page(store: Store, run: Run) -> None:
    say(store)
    key = worst(store)
    app = run("signals", signal="s-1", lang="en")
    assert not app.exception
    assert "same topic" in texts(app)
    app.text_input(key=f"tie:{key}:who").input("M. Jansen")
    next(b for b in app.button if b.key == f"tie:{key}:go").click().run()
    assert signals_frame(store)["conflict"][0] == key
    assert "Conflict it is tied to" in [header.value for header in app.header]
    next(b for b in app.button if b.key == "untie").click().run()
    assert signals_frame(store)["conflict"][0] is None
    assert "untied from its conflict" in texts(app)


def test_who_decides_on_what_another_just_decided_is_told(store: Store, run: Run) -> None:
    say(store)
    here = reading.conflicts_frame(store, on=date(2020, 3, 20), borders=[Border.NL_BE])
    mine, theirs = list(here["key"])[:2]
    app = run("signals", signal="s-1", lang="en")
    app.text_input(key=f"tie:{mine}:who").input("M. Jansen")
    with store.begin() as tx:
        act(tx, Done("s-1", Act.TIE, datetime(2020, 3, 25, tzinfo=UTC), "P. Smit", theirs), Standing())
    next(b for b in app.button if b.key == f"tie:{mine}:go").click().run()
    assert "just decided" in app.warning[0].value
    assert signals_frame(store)["conflict"][0] == theirs
    next(b for b in app.button if b.key == f"tie:{mine}").click().run()
    assert signals_frame(store)["conflict"][0] == mine, "now it is known how it stood"


def test_a_withdrawn_signal_shows_no_words(store: Store, run: Run) -> None:
    say(store, text=NAMING)
    app = run("signals", signal="s-1", lang="en")
    app.checkbox(key="withdraw:sure").check().run()
    app.text_input(key="withdraw:who").input("M. Jansen")
    next(b for b in app.button if b.key == "withdraw:go").click().run()
    said = texts(app)
    assert "erased" in said
    assert "Jansen werd" not in said
    assert "No signal matches" in run("signals", lang="en").info[0].value
    assert "withdrawn" in texts(run("signals", lang="en", state="withdrawn"))


def test_the_page_of_a_conflict_shows_its_signals_and_their_part_of_the_sum(store: Store, run: Run) -> None:
    for number in (1, 2):
        say(store, number, worst(store))
    say(store, 3)
    said = texts(run("conflicts", key=worst(store), day=DAY, lang="en"))
    assert "2 signals are tied to it; 2 of them count now and add 0.5 to the severity." in said
    assert "1 signal on this topic stands alone" in said
    assert "signals from the counter" in said
    assert "Report a bottleneck" in said


def test_filters_in_the_address_narrow_the_list(store: Store, run: Run) -> None:
    say(store, 1, worst(store))
    say(store, 2, border=Border.NL_DE)
    assert "1 signal, the latest first." in texts(run("signals", state="tied", lang="en"))
    assert "1 signal, the latest first." in texts(run("signals", at="NL-DE", lang="en"))
    assert "2 signals, the latest first." in texts(run("signals", words="OVERGANG", lang="en"))


def test_words_of_a_signal_are_shown_as_text(store: Store, run: Run) -> None:
    say(store, text="<b>dicht</b> [klik](javascript:alert(1)) ![](http://x.example/p.png)", place="**Vaals**")
    for app in (run("signals"), run("signals", signal="s-1")):
        assert not app.exception
        assert "[klik](" not in texts(app)
        assert "\\*\\*Vaals" in texts(app)


def test_an_unknown_signal_is_said_to_be_unknown(store: Store, run: Run) -> None:
    assert run("signals", signal="s-none", lang="en").warning
