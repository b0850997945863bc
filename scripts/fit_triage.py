"""Fit the safety net of triage: labelled messages in, weights and their card out.

python scripts/fit_triage.py            fit and write assistant/triage/net.npz and net.json
python scripts/fit_triage.py --across   only report what it finds in files that were held out
python scripts/fit_triage.py --check    whether the weights were fitted on these examples
"""

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from assistant.grams import CHARS, WORDS, hashed  # noqa: E402
from assistant.triage.signs import Signs, corrected  # noqa: E402
from assistant.understanding.normalise import read  # noqa: E402
from knowledge.vocabulary import RedFlag  # noqa: E402

EXAMPLES = ROOT / "assistant/triage/examples"
NET = ROOT / "assistant/triage/net.npz"
CARD = ROOT / "assistant/triage/net.json"
FLAGS = list(RedFlag)
STRENGTH = 10.0
"""Inverse of the L2 penalty."""
ALIKE, WISHES = 0.001, 0.0003
"""Shares of harmless look-alikes and of ordinary wishes, in held-out files, above one flag's
threshold. Twelve flags share what may be raised in all."""


@dataclass(frozen=True)
class Example:
    """One labelled message, and the file it came in."""

    text: str
    words: list[str]
    flags: frozenset[str]
    ruled: frozenset[str]
    file: str


def examples() -> list[Example]:
    """All examples, each text once."""
    found: dict[str, Example] = {}
    for path in sorted(EXAMPLES.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            signs = Signs(read(row["text"], corrected).text)
            found.setdefault(
                row["text"],
                Example(
                    row["text"],
                    signs.told(),
                    frozenset(row["red_flags"]),
                    frozenset(str(flag) for flag in signs.flags()),
                    path.stem,
                ),
            )
    return list(found.values())


def matrix(rows: list[Example]) -> sp.csr_matrix:
    """Features, one row an example."""
    every = [hashed(row.words) for row in rows]
    ends = np.cumsum([0, *(len(columns) for columns, _ in every)])
    return sp.csr_matrix(
        (
            np.concatenate([values for _, values in every]),
            np.concatenate([columns for columns, _ in every]),
            ends,
        ),
        shape=(len(rows), CHARS + WORDS),
    )


def fitted(rows: list[Example]) -> tuple[np.ndarray, np.ndarray]:
    """Weights (columns, flags) and intercepts."""
    x = matrix(rows)
    weights = np.zeros((x.shape[1], len(FLAGS)), np.float32)
    intercepts = np.zeros(len(FLAGS), np.float32)
    for at, flag in enumerate(FLAGS):
        model = LogisticRegression(
            C=STRENGTH, class_weight="balanced", solver="liblinear", random_state=0, max_iter=300
        )
        model.fit(x, np.array([flag.value in row.flags for row in rows]))
        weights[:, at], intercepts[at] = model.coef_[0], model.intercept_[0]
    return weights, intercepts


def held_out(rows: list[Example]) -> np.ndarray:
    """Scores of every example by weights that never saw its file (harmless wishes: a fifth)."""
    scores = np.zeros((len(rows), len(FLAGS)), np.float32)
    fold = [
        f"{row.file} {n % 5}" if row.file.startswith("harmless") else row.file
        for n, row in enumerate(rows)
    ]
    for name in sorted(set(fold)):
        inside = [n for n, f in enumerate(fold) if f == name]
        weights, intercepts = fitted([row for row, f in zip(rows, fold, strict=True) if f != name])
        scores[inside] = matrix([rows[n] for n in inside]) @ weights + intercepts
    return scores


def thresholds(rows: list[Example], scores: np.ndarray) -> np.ndarray:
    """For each flag the score that few harmless look-alikes and hardly any wishes pass."""
    alike = np.array([not row.flags and not row.file.startswith("harmless") for row in rows])
    wishes = np.array([not row.flags and row.file.startswith("harmless") for row in rows])
    first = np.quantile(scores[alike], 1 - ALIKE, axis=0)
    return np.maximum(first, np.quantile(scores[wishes], 1 - WISHES, axis=0)).astype(np.float32)


def report(rows: list[Example], scores: np.ndarray, limits: np.ndarray) -> dict[str, float]:
    """What the net alone does in files that it has not seen (the rules were tuned on them)."""
    raised = [{FLAGS[at].value for at in np.flatnonzero(s > limits)} for s in scores]
    both = list(zip(rows, raised, strict=True))
    flagged = [row.flags <= got for row, got in both if row.flags]
    alike = [
        bool(got) for row, got in both if not row.flags and not row.file.startswith("harmless")
    ]
    wishes = [bool(got) for row, got in both if not row.flags and row.file.startswith("harmless")]
    return {
        "flagged": len(flagged),
        "found by the net alone": round(float(np.mean(flagged)), 4),
        "look-alikes": len(alike),
        "look-alikes raised": round(float(np.mean(alike)), 4),
        "wishes": len(wishes),
        "wishes raised": round(float(np.mean(wishes)), 4),
    }


def digest() -> str:
    """A hash of the examples, file by file."""
    total = hashlib.sha256()
    for path in sorted(EXAMPLES.glob("*.jsonl")):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def main() -> int:
    """Fit, report or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--across", action="store_true")
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args()
    if chosen.check:
        same = json.loads(CARD.read_text("utf-8"))["examples"] == digest()
        sys.stdout.write("fitted on these\n" if same else "the examples have changed: fit again\n")
        return 0 if same else 1
    rows = examples()
    scores = held_out(rows)
    limits = thresholds(rows, scores)
    card = report(rows, scores, limits)
    sys.stdout.write(json.dumps(card, indent=1) + "\n")
    if not chosen.across:
        weights, intercepts = fitted(rows)
        scale = np.abs(weights).max(axis=0) / 127
        np.savez_compressed(
            NET,
            weights=np.round(weights / scale).astype(np.int8),
            scale=scale.astype(np.float32),
            intercept=intercepts,
            threshold=limits,
        )
        CARD.write_text(
            json.dumps({"examples": digest(), "held out": card}, indent=1) + "\n", "utf-8"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
