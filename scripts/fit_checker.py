"""Fit the net under the checker's rules: labelled sentences in, weights and their card out.

python scripts/fit_checker.py            fit and write likeness.npz and likeness.json
python scripts/fit_checker.py --across   only report what it finds in files that were held out
python scripts/fit_checker.py --check    whether the weights were fitted on these examples
"""

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from fluent.syntax import FluentParser, ast
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from assistant.checker.likeness import columns, features  # noqa: E402
from assistant.checker.shape import sentences  # noqa: E402
from knowledge.facts import load_facts  # noqa: E402
from knowledge.vocabulary import Language  # noqa: E402

EXAMPLES = ROOT / "assistant/checker/examples"
GROUPS = ROOT / "knowledge/data/claim_words.yaml"
NET = ROOT / "assistant/checker/likeness.npz"
CARD = ROOT / "assistant/checker/likeness.json"
STRENGTH = 10.0
"""Inverse of the L2 penalty."""
OURS = 1.0
"""Weight of a sentence of our own texts beside a labelled one: there are more of them."""
GOOD, OWN = 0.09, 0.04
"""Shares of harmless examples, and of our own sentences, that may stand above the threshold while
held out."""
PARTS = 5
_WORDS = range(3, 31)


@dataclass(frozen=True)
class Example:
    """One sentence; `file` says with which others it is held out."""

    text: str
    language: Language
    forbidden: bool
    file: str


def labelled() -> list[Example]:
    """The examples, each sentence once."""
    found: dict[str, Example] = {}
    for path in sorted(EXAMPLES.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            bad = row["forbidden"] is not None
            example = Example(row["text"], Language(row["language"]), bad, path.stem)
            found.setdefault(row["text"], example)
    return list(found.values())


def own_texts() -> Iterator[tuple[str, Language, str]]:
    """(where it stands, language, words) of all that is worded in advance: Fluent texts with
    each choice of their variants, values left out, and the topics, pairs and notes of the facts.
    """
    for language in Language:
        folder = files("assistant.texts").joinpath(language.value)
        for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if file.name.endswith(".ftl"):
                for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
                    if isinstance(entry, ast.Message) and entry.value is not None:
                        for words in dict.fromkeys(_variants(entry.value)):
                            yield f"{file.name}: {entry.id.name}", language, words
        facts, code = load_facts(), language.value
        yield from ((f"topic: {t.id}", language, t.text(code)) for t in facts.topics)
        yield from ((f"pair: {p.id}", language, p.text(code)) for p in facts.interactions)
        yield from ((f"note: {i.id}", language, i.note(code)) for i in facts.ingredients)


def _variants(pattern: ast.Pattern) -> list[str]:
    found = [""]
    for element in pattern.elements:
        if isinstance(element, ast.TextElement):
            more = [element.value]
        elif isinstance(element.expression, ast.SelectExpression):
            more = [w for v in element.expression.variants for w in _variants(v.value)]
        else:
            more = ["\N{HORIZONTAL ELLIPSIS}"]
        found = [head + tail for head in found for tail in more]
    return found


def own() -> list[Example]:
    """Our own sentences that hold no value, as harmless examples."""
    found: dict[str, Example] = {}
    for n, (_, language, words) in enumerate(own_texts()):
        for sentence in sentences(words):
            plain = "\N{HORIZONTAL ELLIPSIS}" not in sentence and "<" not in sentence
            if plain and len(re.findall(r"\w+", sentence)) in _WORDS:
                found[sentence] = Example(sentence, language, False, f"own {n % PARTS}")
    return list(found.values())


def matrix(rows: list[Example]) -> sp.csr_matrix:
    """Features, one row an example."""
    every = [features(row.text, row.language) for row in rows]
    ends = np.cumsum([0, *(len(at) for at, _ in every)])
    values = np.concatenate([v for _, v in every])
    at = np.concatenate([a for a, _ in every])
    return sp.csr_matrix((values, at, ends), shape=(len(rows), columns()))


def fitted(x: sp.csr_matrix, rows: list[Example]) -> tuple[np.ndarray, float]:
    """Weights (columns,) and the intercept."""
    model = LogisticRegression(
        C=STRENGTH, class_weight="balanced", solver="liblinear", random_state=0, max_iter=500
    )
    weights = [OURS if row.file.startswith("own") else 1.0 for row in rows]
    model.fit(x, [row.forbidden for row in rows], sample_weight=weights)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def held_out(x: sp.csr_matrix, rows: list[Example]) -> np.ndarray:
    """Scores of every example by weights that never saw its file."""
    scores = np.zeros(len(rows), np.float32)
    for name in sorted({row.file for row in rows}):
        inside = np.array([row.file == name for row in rows])
        rest = [row for row in rows if row.file != name]
        weights, intercept = fitted(x[~inside], rest)
        scores[inside] = x[inside] @ weights + intercept
    return scores


def threshold(rows: list[Example], scores: np.ndarray) -> float:
    """The score that few harmless sentences and hardly any of our own pass."""
    good = np.array([not row.forbidden and not row.file.startswith("own") for row in rows])
    ours = np.array([row.file.startswith("own") for row in rows])
    return float(max(np.quantile(scores[good], 1 - GOOD), np.quantile(scores[ours], 1 - OWN)))


def report(rows: list[Example], scores: np.ndarray, limit: float) -> dict[str, float | int]:
    """What the net alone does in files that it has not seen."""
    kinds = {
        "forbidden": [s > limit for r, s in zip(rows, scores, strict=True) if r.forbidden],
        "harmless": [
            s > limit
            for r, s in zip(rows, scores, strict=True)
            if not r.forbidden and not r.file.startswith("own")
        ],
        "our own": [
            s > limit for r, s in zip(rows, scores, strict=True) if r.file.startswith("own")
        ],
    }
    card: dict[str, float | int] = {}
    for kind, stopped in kinds.items():
        card[kind] = len(stopped)
        card[f"{kind} stopped"] = round(float(np.mean(stopped)), 4)
    return card


def digest() -> str:
    """A hash of the examples and of the word groups, which the columns depend on."""
    total = hashlib.sha256(GROUPS.read_bytes())
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
    rows = [*labelled(), *own()]
    x = matrix(rows)
    scores = held_out(x, rows)
    limit = threshold(rows, scores)
    card = report(rows, scores, limit)
    sys.stdout.write(json.dumps(card, indent=1) + "\n")
    if not chosen.across:
        weights, intercept = fitted(x, rows)
        scale = np.abs(weights).max() / 127
        np.savez_compressed(
            NET,
            weights=np.round(weights / scale).astype(np.int8),
            scale=np.float32(scale),
            intercept=np.float32(intercept),
            threshold=np.float32(limit),
        )
        CARD.write_text(
            json.dumps({"examples": digest(), "held out": card}, indent=1) + "\n", "utf-8"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
