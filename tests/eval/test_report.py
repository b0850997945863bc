from __future__ import annotations

import asyncio
import html.parser
import io
import re
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from rich.console import Console

from eval import gate
from eval.bench import Bench, Journal, NotRunError
from eval.compare import compare, unpaired
from eval.figures import Draw, mean, share
from eval.records import Record, Run, SuiteResult
from eval.report import files, page, readme, terminal
from eval.report.words import aim, interval, number, verdict
from eval.runner import evaluate
from eval.suite import Suite, available, chosen
from knowledge.errors import UnusableInput
from tests.eval.oracle import OracleProduct, bench


def record(name: str, ok: bool, **more) -> Record:
    return Record(id=name, language="ru", purpose="p", ok=ok, why=() if ok else ("wrong",), **more)


def toy(marks, *, uses_model=False) -> Suite:
    async def run(_bench):
        return [record(f"c{i}", ok) for i, ok in enumerate(marks)]

    def figures(records, draw):
        return [share("right", (r.ok for r in records))]

    return Suite(name="toy", title="Toy", run=run, figures=figures, uses_model=uses_model)


def opened(made: Bench):
    @asynccontextmanager
    async def bench_for(_model):
        yield made

    return bench_for


def run_of(*suites: Suite, models=("one",)) -> Run:
    made = bench()
    return asyncio.run(evaluate(suites, models, opened(made), environment={"Python": "3"}))


def test_a_suite_that_cannot_run_says_why_and_is_no_pass():
    async def refuse(_bench):
        raise NotRunError("the photos are not here")

    suite = Suite(name="toy", title="Toy", run=refuse, figures=lambda records, draw: [])
    result = run_of(suite).results[0]
    assert (result.status, result.because, result.figures) == (
        "not run",
        "the photos are not here",
        (),
    )
    limits = gate.Gate(must_run=("toy",))
    assert gate.failures(Run(started="", seed=0, results=(result,)), limits) != []


def test_a_suite_without_cases_is_an_error():
    async def nothing(made):
        return await made.each("toy", [], None)

    suite = Suite(name="toy", title="Toy", run=nothing, figures=lambda records, draw: [])
    with pytest.raises(UnusableInput, match="no cases"):
        run_of(suite)


def test_only_suites_that_use_the_model_run_once_for_each():
    run = run_of(toy([True], uses_model=True), toy([True]), models=("a", "b"))
    assert [r.model for r in run.results] == ["a", "", "b"]


def test_an_unknown_suite_is_named_with_those_there_are():
    with pytest.raises(UnusableInput, match=r"nonsense\. There are: .*triage"):
        chosen(["nonsense", "triage"])


def test_all_nine_suites_are_found():
    assert set(available()) == {
        "classification", "photo_gate", "extraction", "triage", "dialogue", "retrieval",
        "safety", "grounding", "speed",
    }  # fmt: skip


def test_a_module_of_a_suite_stays_under_150_lines():
    from pathlib import Path

    from eval import suites

    modules = Path(suites.__path__[0]).glob("*.py")
    assert {m.name: n for m in modules if (n := len(m.read_text().splitlines())) >= 150} == {}


def test_an_interrupted_run_goes_on_where_it_was(tmp_path):
    seen = []

    async def judge(item):
        seen.append(item.id)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return record(item.id, True)

    items = [record(str(i), True) for i in range(4)]
    path = tmp_path / "journal.jsonl"
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(Bench(OracleProduct(), journal=Journal(path, "v1")).each("toy", items, judge))
    path.write_text(path.read_text() + '{"half": ', encoding="utf-8")
    again = Bench(OracleProduct(), journal=Journal(path, "v1"))
    found = asyncio.run(again.each("toy", items, judge))
    assert [r.id for r in found] == ["0", "1", "2", "3"]
    assert seen == ["0", "1", "2", "2", "3"]


def test_a_journal_of_another_version_is_not_reused(tmp_path):
    Journal(tmp_path / "j", "v1").add("toy/a", record("a", True))
    assert Journal(tmp_path / "j", "v1").get("toy/a") is not None
    assert Journal(tmp_path / "j", "v2").get("toy/a") is None


def test_a_fast_run_takes_cases_from_all_over_the_file():
    made = Bench(OracleProduct(), fast=True)
    assert [r.id for r in made.some([record(str(i), True) for i in range(10)], 3)] == [
        "0",
        "3",
        "6",
    ]


def test_the_json_comes_back_as_it_was(tmp_path):
    run = run_of(toy([True, False]))
    files.save(run, tmp_path / "eval.json")
    assert files.load(tmp_path / "eval.json") == run
    assert list(tmp_path.iterdir()) == [tmp_path / "eval.json"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{}", "not an evaluation report"),
        ('{"schema_version": 99, "started": "", "seed": 0}', "schema version 99"),
    ],
)
def test_a_json_that_is_no_report_is_refused(tmp_path, text, sentence):
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(UnusableInput, match=sentence):
        files.load(tmp_path / "x.json")


@pytest.mark.parametrize(
    ("before", "after", "verdict_"),
    [
        ([True] * 50 + [False] * 50, [True] * 90 + [False] * 10, "better"),
        ([True] * 90 + [False] * 10, [True] * 50 + [False] * 50, "worse"),
        ([True] * 50 + [False] * 50, [True] * 51 + [False] * 49, "may be noise"),
        ([True] * 50 + [False] * 50, [True] * 50 + [False] * 50, "same"),
    ],
)
def test_a_change_is_told_from_noise(before, after, verdict_):
    suites = {"toy": toy([])}
    (change,) = compare(run_of(toy(before)), run_of(toy(after)), suites)
    assert change.verdict == verdict_
    assert change.low <= change.after - change.before <= change.high


def test_runs_without_shared_cases_are_not_compared():
    one, two = run_of(toy([True])), run_of(toy([True]))
    (result,) = two.results
    other = result.model_copy(update={"records": (record("elsewhere", True),)})
    after = two.model_copy(update={"results": (other,)})
    assert compare(one, after, {"toy": toy([])}) == []
    assert (unpaired(one, after), unpaired(one, two)) == (["Toy"], [])
    out = io.StringIO()
    terminal.show_changes([], unpaired(one, after), Console(file=out))
    assert out.getvalue() == "No case in common with the earlier run: Toy.\n"
    text = page.render(after, {"toy": toy([])}, earlier=one)
    assert "No case in common, so no comparison: Toy." in text
    assert "Nothing changed" not in text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.8333, "share", "83.3 %"),
        (1234.4, "ms", "1 234 ms"),
        (3.14159, "score", "3.14"),
        (None, "ms", "–"),
    ],
)
def test_numbers_are_printed_with_their_unit(value, unit, text):
    assert number(value, unit) == text


def test_a_figure_without_an_interval_says_so():
    assert interval(mean("m", [1.0], Draw(draws=0))) == "–"


@pytest.mark.parametrize(
    ("marks", "mark"), [([True] * 9 + [False], "short"), ([True] * 10, "holds"), ([False], "fails")]
)
def test_a_figure_is_told_against_gate_and_target(marks, mark):
    limits = gate.Gate.model_validate(
        {"suites": {"toy": {"right": {"at_least": 0.5, "on": "value", "target": 0.95}}}}
    )
    result = SuiteResult(suite="toy", title="Toy", status="ran")
    assert verdict(share("right", marks), result, limits)[0] == mark


@pytest.mark.parametrize(
    ("right", "words"),
    [(89, "≥ 90.0 %: short"), (91, "≥ 90.0 %: reached"), (99, "≥ 90.0 %: shown")],
)
def test_an_aim_is_short_reached_or_shown(right, words):
    figure = share("right", [True] * right + [False] * (100 - right))
    threshold = gate.Threshold(at_least=0.5, target=0.9)
    assert aim(figure, threshold)[1] == words
    alarms = figure.model_copy(update={"better": "lower"})
    assert aim(alarms, gate.Threshold(at_most=0.5, target=0.9))[1].startswith("≤ 90.0 %")


def test_without_an_aim_or_a_value_nothing_is_claimed():
    figure = share("right", [])
    assert aim(figure, None) == ("", "")
    assert aim(figure, gate.Threshold(at_least=0.5)) == ("", "")
    assert aim(figure, gate.Threshold(at_least=0.5, target=0.9)) == ("", "")


def test_the_page_says_how_many_aims_are_reached():
    limits = gate.Gate.model_validate(
        {"suites": {"toy": {"right": {"at_least": 0.1, "on": "value", "target": 0.95}}}}
    )
    text = page.render(run_of(toy([True, False])), {"toy": toy([])}, gate=limits)
    assert "0 of 1 aims reached" in text
    assert "≥ 95.0 %: short" in text
    assert "aims reached" not in page.render(run_of(toy([True])), {"toy": toy([])})


def test_the_readme_gets_models_side_by_side_in_a_place_of_their_own(tmp_path):
    path = tmp_path / "README.md"
    path.write_text(f"{README}{readme.MODELS_BEGIN}\n{readme.MODELS_END}\n", encoding="utf-8")
    suite = toy([True, False], uses_model=True)
    run = run_of(replace(suite, name="triage", figures=_recall), models=("none", "tiny"))
    readme.update(path, run, check=False)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(README)
    assert "| Toy | n | rules alone | tiny |" in text
    assert "| recall | 2 | 50.0 % (9.5 % to 90.5 %) | 50.0 % (9.5 % to 90.5 %) |" in text
    assert readme.update(path, run, check=True)


def _recall(records, _draw):
    return [share("recall", (r.ok for r in records))]


def test_the_table_shows_models_side_by_side():
    out = io.StringIO()
    terminal.show(
        run_of(toy([True, False], uses_model=True), models=("big", "small")),
        Console(file=out, width=120),
    )
    assert "big" in out.getvalue()
    assert "small" in out.getvalue()
    assert "50.0 %" in out.getvalue()


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.outside, self.open = [], []

    def handle_starttag(self, tag, attrs):
        self.outside += [
            v for k, v in attrs if k in ("src", "href") and re.match(r"(https?:)?//", v or "")
        ]
        if tag not in ("meta", "br", "input", "img", "line", "rect", "circle", "path", "use"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in self.open:
            assert self.open.pop() == tag


def test_the_page_is_one_file_that_holds_failing_cases_and_the_environment():
    result = run_of(toy([True, False]))
    text = page.render(result, {"toy": toy([])})
    links = Links()
    links.feed(text)
    assert (links.outside, links.open) == ([], [])
    assert "<b>c1</b>" in text
    assert "<b>c0</b>" not in text
    assert "Python" in text


def test_what_a_person_said_cannot_become_markup():
    async def run(_bench):
        return [record("x", False, input={"text": "<script>alert(1)</script>"})]

    suite = Suite(name="toy", title="Toy", run=run, figures=lambda records, draw: [])
    text = page.render(run_of(suite), {"toy": suite})
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


@pytest.mark.parametrize("name", ["dialogue", "classification"])
def test_charts_are_drawn_from_records(name):
    from tests.eval.oracle import records
    from tests.eval.test_planted_faults import good_eyes

    found = good_eyes() if name == "classification" else records(available()["dialogue"], bench())
    charts = available()[name].charts(found)
    assert charts
    assert all(c.picture.startswith("<svg") or c.caption for c in charts)


README = f"# Aloe\n{readme.BEGIN}\nold\n{readme.END}\nend\n"


def test_the_readme_gets_the_runs_table_and_keeps_the_rest(tmp_path):
    path = tmp_path / "README.md"
    path.write_text(README, encoding="utf-8")
    run = run_of(available()["grounding"])
    assert readme.update(path, run, check=True) is False
    assert path.read_text(encoding="utf-8") == README
    readme.update(path, run, check=False)
    text = path.read_text(encoding="utf-8")
    assert readme.update(path, run, check=True) is True
    assert text.startswith("# Aloe\n")
    assert text.endswith("\nend\n")
    assert "| Grounding of replies | bad texts stopped | 100.0 % |" in text


def test_a_readme_without_a_place_for_figures_is_refused(tmp_path):
    with pytest.raises(UnusableInput, match="no place for the figures"):
        readme.with_table("# Aloe", run_of(toy([True])))


def test_the_readme_names_only_figures_that_exist():
    for name in ("extraction", "triage", "dialogue", "safety", "grounding", "retrieval"):
        found = {f.name for f in run_of(available()[name]).results[0].figures}
        assert set(readme.SHOWN[name]) <= found


def test_runs_of_one_case_are_not_taken_for_independent_cases():
    def repeated(marks: list[bool], times: int) -> Suite:
        async def run(_bench):
            return [
                record(f"c{i}", ok).model_copy(update={"run": k})
                for i, ok in enumerate(marks)
                for k in range(1, times + 1)
            ]

        def figures(records, draw):
            return [share("right", (r.ok for r in records))]

        return Suite(name="toy", title="Toy", run=run, figures=figures)

    before, after = [False] * 6 + [True] * 14, [True] * 4 + [False] * 2 + [True] * 14
    (once,), (often,) = (
        compare(run_of(repeated(before, n)), run_of(repeated(after, n)), {"toy": toy([])})
        for n in (1, 25)
    )
    assert often.high - often.low == pytest.approx(once.high - once.low)
