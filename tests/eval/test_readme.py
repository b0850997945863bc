"""The README's figures are those of the last full run, which is kept beside the suites."""

from pathlib import Path

from eval.report import files, readme

ROOT = Path(__file__).parent.parent.parent


def test_the_readme_shows_the_figures_of_the_last_full_run():
    run = files.load(ROOT / "eval" / "figures.json")
    assert not run.fast
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.with_table(text, run) == text
