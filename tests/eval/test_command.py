"""`aloe eval` as a person calls it; what is measured comes from a stored run."""

from __future__ import annotations

import pytest
from typer import Typer
from typer.testing import CliRunner

from eval.command import GATE_FAILED, evaluate
from eval.figures import share
from eval.records import Record, Run, SuiteResult
from eval.report import files, readme
from knowledge.errors import UnusableInput

GATE = '[suites.triage]\n"recall" = { at_least = %s, on = "value" }\n'


@pytest.fixture
def stored(tmp_path):
    records = tuple(
        Record(
            id=f"c{i}",
            language="en",
            purpose="p",
            expected={"red_flags": ["burn"]},
            got={"red_flags": ["burn"] if i else []},
            ok=i > 0,
            why=() if i else ("missed burn",),
        )
        for i in range(10)
    )
    figure = share("recall", [r.ok for r in records])
    result = SuiteResult(
        suite="triage", title="Red flags", status="ran", figures=(figure,), records=records
    )
    run = Run(started="2026-11-23T00:00:00+00:00", seed=0, results=(result,))
    path = tmp_path / "eval.json"
    files.save(run, path)
    return path


def call(*words: object):
    app = Typer()
    app.command()(evaluate)
    return CliRunner().invoke(app, [str(word) for word in words])


def test_a_stored_run_is_shown_again(stored):
    done = call("--from", stored)
    assert done.exit_code == 0
    assert "90.0 %" in done.output


@pytest.mark.parametrize(("limit", "code"), [("0.9", 0), ("0.91", GATE_FAILED)])
def test_the_exit_code_says_whether_the_gate_holds(stored, tmp_path, limit, code):
    (tmp_path / "gate.toml").write_text(GATE % limit)
    done = call("--from", stored, "--gate", tmp_path / "gate.toml")
    assert done.exit_code == code
    assert ("below 0.91" in done.output) is (code == GATE_FAILED)


def test_a_report_is_three_files_and_the_small_one_has_no_records(stored, tmp_path):
    out = tmp_path / "out"
    assert call("--from", stored, "--report", out).exit_code == 0
    assert {path.name for path in out.iterdir()} == {"eval.json", "figures.json", "eval.html"}
    assert files.load(out / "eval.json").results[0].records != ()
    assert files.load(out / "figures.json").results[0].records == ()
    assert "missed burn" in (out / "eval.html").read_text(encoding="utf-8")


def test_the_readme_check_changes_nothing_and_says_when_it_differs(stored, tmp_path):
    page = tmp_path / "README.md"
    page.write_text(f"{readme.BEGIN}\n{readme.END}\n", encoding="utf-8")
    assert call("--from", stored, "--readme", page, "--check").exit_code == GATE_FAILED
    assert page.read_text(encoding="utf-8") == f"{readme.BEGIN}\n{readme.END}\n"
    assert call("--from", stored, "--readme", page).exit_code == 0
    assert call("--from", stored, "--readme", page, "--check").exit_code == 0


def test_a_run_is_compared_with_an_earlier_one(stored):
    done = call("--from", stored, "--against", stored)
    assert "Nothing changed" in done.output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nonsense"], "No such suite: nonsense"),
        (["--from", "gone.json"], "cannot be read"),
        (["--gate", "gone.toml"], "cannot be read"),
        (["--judge", "not-a-server", "triage"], "is no server"),
        (["--cases", "dev", "--readme", "README.md"], "for tuning"),
        (["--cases", "dev", "--gate", "eval/gate_fast.toml"], "for tuning"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(words, sentence):
    done = call(*words)
    assert isinstance(done.exception, UnusableInput)
    assert sentence in done.exception.message


def test_a_run_on_the_cases_used_for_tuning_never_reaches_the_readme(stored, tmp_path):
    page = tmp_path / "README.md"
    page.write_text(f"{readme.BEGIN}\n{readme.END}\n", encoding="utf-8")
    files.save(files.load(stored).model_copy(update={"split": "dev"}), stored)
    done = call("--from", stored, "--readme", page)
    assert isinstance(done.exception, UnusableInput)
    assert page.read_text(encoding="utf-8") == f"{readme.BEGIN}\n{readme.END}\n"
