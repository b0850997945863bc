"""The README's figures are those of the last full run, which is kept beside the suites."""

from pathlib import Path

import pytest

from eval.report import files, readme

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("name", ["figures.json", "models.json"])
def test_the_readme_shows_the_figures_of_the_last_full_run(name):
    run = files.load(ROOT / "eval" / name)
    assert not run.fast
    assert run.split == "test"
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.with_table(text, run) == text
