"""A safety property that cannot fail proves nothing: each fails once its rule is taken out.

Every mutation edits a copy of the packages and runs the property test there in a process of its
own. Where two rules guard the same thing, both are taken out.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("assistant", "knowledge", "prompts", "vision", "tests")
EXAMPLES = "2500"
SAFETY = "knowledge/data/safety.yaml"
ROUTINE = "assistant/routine"

Edit = tuple[str, str, str]
"""File, a pattern that must occur in it, and what replaces it."""


def rule(pattern: str) -> Edit:
    """Takes the safety rules out whose id matches."""
    return (SAFETY, rf"(?m)^- \{{id: {pattern},.*\n", "")


# Minors, isotretinoin and fresh procedures are also kept to gentle actives by the composer.
NOT_GENTLE: tuple[Edit, ...] = (
    (f"{ROUTINE}/fitting.py", r"gentle=minor or .*", "gentle=False,"),
    (f"{ROUTINE}/fitting.py", r"careful=not .*", "careful=False,"),
)
COMPOSE = f"{ROUTINE}/compose.py"
CHOOSING = f"{ROUTINE}/choosing.py"
SCHEDULING = f"{ROUTINE}/scheduling.py"
MUTATIONS: dict[str, tuple[Edit, ...]] = {
    "pregnancy": (rule(r"pregnancy_\w+"), *NOT_GENTLE),
    "isotretinoin": (rule("isotretinoin"), *NOT_GENTLE),
    "recent_procedure": (rule("recent_procedure"), *NOT_GENTLE),
    "minor": (rule(r"minor\w*"), *NOT_GENTLE),
    "allergy": (rule("allergy"),),
    "missing_inci": (rule("missing_inci_allergy"),),
    "eu_limit": (rule("eu_limit"), rule("medicine")),
    "conflict": (
        (CHOOSING, r"return self\._clashes\[key\]", "return False"),
        (SCHEDULING, r'lane = "first", "second"', 'lane = "alone", "alone"'),
    ),
    "sunscreen_last": ((COMPOSE, r"rows\.sort\(.*", "rows.sort(key=lambda row: row[0].id)"),),
    "sunscreen_place": ((COMPOSE, r"or item\.step is not Step\.SUNSCREEN", "or True"),),
    "photosensitiser": ((COMPOSE, r"self\._keep_out_of_the_sun\(\)\n", "pass\n"),),
    "budget": ((CHOOSING, r"if self\._budget is not None:\n\s+left = .*", "pass"),),
    "total": ((COMPOSE, r"total = sum\(item\.price_rub or 0 for", "total = sum(1 for"),),
    "exists": ((COMPOSE, r"None if mine else product\.id,", "None if mine else 'none',"),),
    "one_at_a_time": ((SCHEDULING, r"start = min\(start, WEEKS\)", "start = 2"),),
    "under_14": ((COMPOSE, r"YOUNGEST = 14", "YOUNGEST = 0"),),
    "disclaimer": ((COMPOSE, r'disclaimer=self\._texts\("routine-disclaimer"\)', 'disclaimer=""'),),
}


def copy_with(edits: tuple[Edit, ...], home: Path) -> None:
    """The packages with the edits made.

    Raises:
        AssertionError: An edit found nothing to replace: the mutation is out of date.
    """
    for name in PACKAGES:
        skipped = shutil.ignore_patterns("__pycache__", "weights")
        shutil.copytree(ROOT / name, home / name, ignore=skipped)
    shutil.copy(ROOT / "pyproject.toml", home)
    for file, pattern, replacement in edits:
        path = home / file
        text, count = re.subn(pattern, lambda _, new=replacement: new, path.read_text("utf-8"))
        assert count, f"{file}: {pattern} occurs no more"
        path.write_text(text, "utf-8")


def run_property(home: Path) -> subprocess.CompletedProcess[str]:
    test = "tests/assistant/test_safety_properties.py"
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", test]
    return subprocess.run(
        [*command, "-k", "test_no_generated and starter"],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(home), "ALOE_PROPERTY_EXAMPLES": EXAMPLES},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("invariant", MUTATIONS)
def test_an_invariant_fails_without_its_rule(invariant: str, tmp_path: Path) -> None:
    copy_with(MUTATIONS[invariant], tmp_path)
    ran = run_property(tmp_path)
    faults = re.findall(r"AssertionError: (\[.*?\])", ran.stdout)
    assert ran.returncode == 1, ran.stdout[-2000:] + ran.stderr[-2000:]
    assert any(f"'{invariant}'" in fault for fault in faults), ran.stdout[-3000:]


@pytest.mark.slow
def test_the_unchanged_copy_breaks_nothing(tmp_path: Path) -> None:
    copy_with((), tmp_path)
    ran = run_property(tmp_path)
    assert ran.returncode == 0, ran.stdout[-3000:]
