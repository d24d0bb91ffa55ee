"""The command line as another program calls it: real processes, JSON Lines in and out, exit codes."""

import json
import os
import subprocess
import sys
import tomllib

import pytest

from measures.vocabulary import ConflictKind
from tests.commands import run_command
from tests.support import ROOT

ITEM = {
    "id": "closure",
    "country": "BE",
    "authority": "FOD Binnenlandse Zaken",
    "level": "national",
    "language": "nl",
    "published": "2020-03-20",
    "url": "https://example.org/closure",
    "title": "België sluit de grenzen voor niet-essentiële verplaatsingen vanaf 20 maart",
    "summary": "Vanaf 20 maart 2020 zijn de grenzen met Nederland en Duitsland gesloten voor niet-essentiële "
    "verplaatsingen, tot en met 14 juni 2020. Grensarbeiders mogen de grens over met een vignet.",
}


def run(*arguments, lines=(), raw=None):
    """Run `python -m measures`; returns (exit code, lines out, error text)."""
    stdin = raw if raw is not None else "".join(json.dumps(line) + "\n" for line in lines).encode()
    done = run_command("measures", *arguments, given=stdin)
    return done.returncode, done.stdout.decode().splitlines(), done.stderr.decode()


def test_classify_gives_the_same_lines_back_with_labels_and_grounds():
    line = ITEM | {"mine": {"kept": [1, "é"]}, "labels": {"anything": "ignored"}}
    code, out, error = run("classify", lines=[line])
    assert (code, error) == (0, "")
    (answer,) = (json.loads(text) for text in out)
    assert {name: answer[name] for name in ITEM} == ITEM
    assert answer["mine"] == {"kept": [1, "é"]}
    assert set(answer["labels"]) == {
        "is_measure",
        "topics",
        "action",
        "border_impact",
        "borders",
        "groups",
        "frontier_exempt",
        "valid_from",
        "valid_until",
    }
    assert isinstance(answer["confidence"], float)
    for evidence in answer["evidence"]:
        if evidence["field"] in ("title", "summary"):
            assert ITEM[evidence["field"]][evidence["start"] : evidence["end"]] == evidence["text"]


def test_conflicts_finds_the_closed_border_and_says_why():
    code, out, error = run("conflicts", "--on", "2020-03-01", lines=[ITEM])
    assert (code, error) == (0, "")
    conflicts = [json.loads(text) for text in out]
    blocked = [c for c in conflicts if c["kind"] == "blocked_crossing" and c["border"] == "NL-BE"]
    assert len(blocked) == 1
    (conflict,) = blocked
    assert set(conflict) >= {
        "key",
        "border",
        "kind",
        "topics",
        "groups",
        "from",
        "until",
        "severity",
        "severity_parts",
        "measure_a",
        "measure_b",
        "items_a",
        "items_b",
        "early_warning",
        "hurt",
        "explanation",
    }
    assert conflict["from"] == "2020-03-20"
    assert conflict["items_a"] == ["closure"]
    assert (conflict["measure_b"], conflict["items_b"]) == (None, [])
    assert conflict["early_warning"] is True
    assert "Belgium closes its border with the Netherlands" in conflict["explanation"]
    assert {c["kind"] for c in conflicts} <= set(ConflictKind)


def test_running_twice_gives_the_same_bytes():
    assert run("conflicts", "--on", "2020-03-01", lines=[ITEM]) == run(
        "conflicts", "--on", "2020-03-01", lines=[ITEM]
    )


@pytest.mark.parametrize("command", ["classify", "conflicts"])
@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b'{"id": ', "line 1: is not JSON"),
        (b"[1]", "line 1: is not a JSON object"),
        (b"\xff\xfe", "line 1: is not UTF-8"),
        (b"[" * 100_000, "line 1: is not JSON"),
        (b'{"id": NaN}', "line 1: is not JSON"),
        (json.dumps({k: v for k, v in ITEM.items() if k != "title"}).encode(), "field title: is missing"),
        (
            json.dumps(ITEM | {"published": "20-03-2020"}).encode(),
            "field published: a day is written YYYY-MM-DD",
        ),
        (json.dumps(ITEM | {"published": "2020-02-30"}).encode(), "field published"),
        *(
            (json.dumps(ITEM | {"published": day}).encode(), "field published: a day lies between 1990-01-01")
            for day in ("0001-01-01", "0001-01-02", "1989-12-31", "2101-01-01", "9999-12-31")
        ),
        (json.dumps(ITEM | {"country": "\ud800"}).encode(), "field country"),
        (json.dumps(ITEM | {"published": 20200320}).encode(), "field published"),
        (json.dumps(ITEM | {"country": "FR"}).encode(), "field country"),
        (json.dumps(ITEM | {"language": "xx"}).encode(), "field language"),
        (json.dumps(ITEM | {"id": ""}).encode(), "field id"),
        (json.dumps(ITEM | {"summary": None}).encode(), "field summary"),
        (json.dumps(ITEM).encode() + b"\n\nno", "line 3: is not JSON"),
    ],
)
def test_bad_input_ends_with_code_two_and_one_line(command, raw, told):
    code, _, error = run(command, raw=raw)
    assert code == 2
    assert told in error
    assert error.count("\n") == 1
    assert len(error) < 400


def test_bad_day_on_the_command_line():
    for day in ("2020-13-01", "20200320", "today", "0001-01-01", "1989-12-31", "9999-12-31"):
        code, out, error = run("conflicts", "--on", day)
        assert (code, out) == (2, [])
        assert error.startswith("error: --on: ")


@pytest.mark.parametrize("command", ["classify", "conflicts"])
def test_empty_input_gives_empty_output(command):
    assert run(command, raw=b"") == (0, [], "")
    assert run(command, raw=b"\n\n") == (0, [], "")


def test_item_without_a_date_of_publication_is_read():
    line = ITEM | {"published": None}
    assert run("classify", lines=[line])[0] == 0
    assert run("conflicts", "--on", "2020-03-01", lines=[line])[0] == 0


def test_utf8_goes_in_and_out_whatever_the_locale():
    plain = {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    line = ITEM | {"title": "Überraschung à la façade \u202e \U0001f6a7"}
    raw = b"\xef\xbb\xbf" + json.dumps(line, ensure_ascii=False).encode()
    done, broken = (
        subprocess.run(
            [sys.executable, "-m", "measures", "classify"],
            input=given,
            capture_output=True,
            timeout=60,
            env={**os.environ, **plain},
        )
        for given in (raw, "é".encode())
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["title"] == line["title"]
    assert broken.returncode == 2


def test_half_characters_survive_as_escapes():
    raw = json.dumps(ITEM | {"mine": "\ud800"}).encode()
    code, out, _ = run("classify", raw=raw)
    assert code == 0
    assert json.loads(out[0])["mine"] == "\ud800"


@pytest.mark.parametrize("field", ["id", "authority", "url", "title", "summary", "source"])
def test_half_characters_in_an_item_are_read_as_marks(field):
    line = ITEM | {field: f"\ud800{ITEM.get(field, 'input')}\udfff"}
    code, out, error = run("classify", lines=[line])
    assert (code, error) == (0, "")
    assert json.loads(out[0])["labels"]["borders"]
    code, out, error = run("conflicts", "--on", "2020-03-01", lines=[line])
    assert (code, error) == (0, "")
    assert out


@pytest.mark.parametrize("day", ["1990-01-01", "2100-12-31"])
def test_the_outermost_days_are_read(day):
    line = ITEM | {"published": day, "summary": "De grens is gesloten."}
    assert run("classify", lines=[line])[::2] == (0, "")
    assert run("conflicts", "--on", day, lines=[line])[::2] == (0, "")


def test_reader_that_goes_away_ends_the_run_quietly():
    line = json.dumps(ITEM).encode() + b"\n"
    with subprocess.Popen(
        [sys.executable, "-m", "measures", "classify"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdin.write(line)
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == "closure"  # each line is handed on at once
        process.stdout.close()
        process.stdin.write(line)
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


def test_evaluate_refuses_labels_that_the_codebook_does_not_know(tmp_path):
    labels = {
        "is_measure": True,
        "topics": ["weather"],
        "action": "introduce",
        "border_impact": "blocking",
        "borders": ["NL-BE"],
        "groups": [],
        "frontier_exempt": None,
        "valid_from": None,
        "valid_until": None,
    }
    file = tmp_path / "items.jsonl"
    file.write_text(json.dumps(ITEM | {"labels": labels}))
    code, _, error = run("evaluate", "--items", str(file))
    assert code == 2
    assert "line 1: field labels.topics" in error
    file.write_text(json.dumps(ITEM))
    assert run("evaluate", "--items", str(file))[0] == 2
    file.write_text(json.dumps(ITEM | {"labels": labels | {"topics": ["entry"]}}))
    code, out, error = run("evaluate", "--items", str(file), "--json")
    assert (code, error) == (0, "")
    assert json.loads("\n".join(out))


def test_evaluate_names_a_file_that_is_not_there(tmp_path):
    code, _, error = run("evaluate", "--items", str(tmp_path / "none.jsonl"))
    assert code == 2
    assert "none.jsonl" in error


def test_evaluate_writes_the_misread_items_and_puts_the_baseline_beside(tmp_path):
    items, misread = tmp_path / "items.jsonl", tmp_path / "misread.jsonl"
    items.write_bytes((ROOT / "tests" / "evaluation" / "items" / "en.jsonl").read_bytes())
    code, out, error = run("evaluate", "--items", str(items), "--misread", str(misread))
    assert (code, error) == (0, "")
    assert out[0].split() == ["all", "en", "even", "odd", "baseline"]
    rows = [json.loads(line) for line in misread.read_text("utf-8").splitlines()]
    assert rows
    assert all(row["wrong"] for row in rows)


def test_evaluate_names_a_file_that_cannot_be_written(tmp_path):
    items = ROOT / "tests" / "evaluation" / "items" / "en.jsonl"
    code, _, error = run("evaluate", "--items", str(items), "--misread", str(tmp_path / "no" / "file.jsonl"))
    assert code == 2
    assert "file.jsonl" in error


def test_train_writes_weights_and_says_what_they_are_worth(tmp_path):
    known, judged = (ROOT / "tests" / "evaluation" / "items" / f"{name}.jsonl" for name in ("fr", "de"))
    out = tmp_path / "learned.toml"
    code, said, error = run("train", "--items", str(known), "--judge", str(judged), "--out", str(out))
    assert (code, error) == (0, "")
    assert {line.split()[0] for line in said[1:]} >= {"action", "border_impact", "topics"}
    assert tomllib.loads(out.read_text("utf-8"))["items"] == 80


def test_train_names_what_cannot_be_used(tmp_path):
    items = str(ROOT / "tests" / "evaluation" / "items" / "fr.jsonl")
    few = tmp_path / "few.jsonl"
    few.write_bytes(b"")
    out = str(tmp_path / "no" / "learned.toml")
    code, _, error = run("train", "--items", items, "--judge", str(few), "--out", out)
    assert (code, "few.jsonl" in error) == (2, True)
    code, _, error = run("train", "--items", items, "--judge", items, "--out", out)
    assert (code, "learned.toml" in error) == (2, True)


def test_backtest_prints_what_was_found_and_names_a_file_it_cannot_read(tmp_path):
    case = {
        "id": "closed",
        "border": "NL-BE",
        "kind": "blocked_crossing",
        "topics": ["border_control"],
        "date_from": "2020-03-20",
        "date_until": "2020-06-14",
    }
    items, cases = tmp_path / "archive", tmp_path / "cases.jsonl"
    items.mkdir()
    (items / "2020.jsonl").write_text(json.dumps(ITEM), "utf-8")
    cases.write_text(json.dumps(case), "utf-8")
    asked = ("backtest", "--cases", str(cases), "--items", str(items), "--on", "2020-12-31")
    code, out, error = run(*asked)
    assert (code, error) == (0, "")
    assert out[1].split()[:3] == ["closed", "found", "1.00"]
    code, out, _ = run(*asked, "--json")
    assert json.loads(out[0])["recall"] == 1.0
    cases.write_text(json.dumps(case | {"border": "NL-FR"}), "utf-8")
    code, out, error = run(*asked)
    assert (code, out) == (2, [])
    assert error.startswith(f"error: {cases}, line 1: field border")
    assert run("backtest", "--cases", str(tmp_path / "none"), "--items", str(items))[0] == 2


SHOPS = {
    "id": "shops",
    "country": "NL",
    "topics": {"shops_events": 3},
    "from": "2021-12-19",
    "until": "2022-01-14",
}


def lines_in(path, *lines):
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return str(path)


def test_structured_measures_are_compared_without_a_text(tmp_path):
    file = lines_in(tmp_path / "measures.jsonl", SHOPS)
    code, out, error = run("conflicts", "--measures", file, "--on", "2021-12-01")
    assert (code, error) == (0, "")
    found = [json.loads(line) for line in out]
    assert [(c["border"], c["kind"], c["from"], c["until"]) for c in found] == [
        ("NL-DE", "divergent_strictness", "2021-12-19", "2022-01-14"),
        ("NL-BE", "divergent_strictness", "2021-12-19", "2022-01-14"),
    ]
    assert all(c["early_warning"] for c in found)


def test_a_bad_structured_measure_is_told_by_file_and_line(tmp_path):
    file = lines_in(tmp_path / "measures.jsonl", SHOPS, SHOPS | {"id": "b", "country": "XX"})
    for arguments in (("conflicts", "--measures", file), ("whatif", "--measures", file, "--draft", file)):
        code, out, error = run(*arguments)
        assert (code, out) == (2, [])
        assert error.startswith(f"error: {file}, line 2: field country: ")
        assert error.count("\n") == 1
    code, _, error = run("conflicts", "--measures", str(tmp_path / "none.jsonl"))
    assert code == 2
    assert "cannot be read" in error


def test_a_draft_is_tried_and_told_in_a_note(tmp_path):
    known = lines_in(tmp_path / "measures.jsonl", SHOPS)
    draft = lines_in(tmp_path / "draft.jsonl", SHOPS | {"id": "draft", "country": "DE"})
    code, out, error = run("whatif", "--measures", known, "--draft", draft, "--on", "2021-12-01")
    assert (code, error) == (0, "")
    effects = [json.loads(line) for line in out]
    assert [(e["border"], e["turns"]) for e in effects] == [("BE-DE", ["created"]), ("NL-DE", ["ended"])]
    assert effects[1]["lost"] == [["2021-12-19", "2022-01-14"]]
    assert effects[0]["after"][0]["measure_a"] == "draft"
    code, out, _ = run("whatif", "--measures", known, "--draft", draft, "--on", "2021-12-01", "--note")
    assert code == 0
    assert out[0] == "# Border-effects note"
