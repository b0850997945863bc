"""Fit the judge of triage: labelled messages in, weights and their card out.

python scripts/fit_triage.py            fit and write net.npz, meaning.npz and net.json
python scripts/fit_triage.py --across   only report what is found in files that were held out
python scripts/fit_triage.py --check    whether the weights were fitted on these examples

Fitting wants the embedding model (`aloe models pull`); checking does not.
"""

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from assistant.grams import CHARS, WORDS, hashed  # noqa: E402
from assistant.models import Registry  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from assistant.triage.net import WEIGHT, Net  # noqa: E402
from assistant.triage.signs import Signs, corrected  # noqa: E402
from assistant.understanding.normalise import read  # noqa: E402
from knowledge.embedding import OnnxEmbedder  # noqa: E402
from knowledge.vocabulary import RedFlag  # noqa: E402

EXAMPLES = ROOT / "assistant/triage/examples"
NETS = ROOT / "assistant/triage"
CARD = ROOT / "assistant/triage/net.json"
FLAGS = list(RedFlag)
STRENGTH = 10.0
"""Inverse of the L2 penalty."""
ALIKE, WISHES = 0.05, 0.003
"""Shares of harmless look-alikes and of ordinary wishes, in held-out files, above the alarm."""
CALM = {"net.npz": -np.inf, "meaning.npz": -0.5}
"""Score under which the rules are overruled: not by letters alone, which know too few words."""
TELL_APART = 1.5
"""Weight of a look-alike beside an ordinary message: there are few, and they are the hard ones."""
FOLDS = 5
MADE = "harmless_complaints"
"""Made by a pattern: learned from, but no measure of anything."""


@dataclass(frozen=True)
class Example:
    """One labelled message, and the file it came in."""

    text: str
    plain: str
    words: list[str]
    flags: frozenset[RedFlag]
    ruled: frozenset[RedFlag]
    file: str

    @property
    def ordinary(self) -> bool:
        """A wish or a turn of talk; every other harmless message was made to look like a sign."""
        return self.file.startswith("harmless")


def examples() -> list[Example]:
    """All examples, each text once."""
    found: dict[str, Example] = {}
    for path in sorted(EXAMPLES.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            plain = read(row["text"], corrected).text
            signs = Signs(plain)
            flags = frozenset(RedFlag(flag) for flag in row["red_flags"])
            found.setdefault(
                row["text"],
                Example(row["text"], plain, signs.told(), flags, signs.flags(), path.stem),
            )
    return list(found.values())


def matrix(rows: list[Example]) -> sp.csr_matrix:
    """Sparse features, one row an example."""
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


def meanings(rows: list[Example]) -> np.ndarray:
    """Embeddings, one row an example."""
    settings = Settings()
    path = Registry.load(settings.model_dir).path_of(settings.embedding_model)
    return OnnxEmbedder(path).embed([row.plain for row in rows])


def fitted(
    sparse: sp.csr_matrix, dense: np.ndarray, wanted: np.ndarray, heavy: np.ndarray
) -> np.ndarray:
    """Weights of all heads side by side, (columns + dimensions + 1, heads), the bias last.

    Logistic regressions whose two classes weigh the same; `heavy` rows are look-alikes.
    """
    columns, size = sparse.shape[1], sparse.shape[1] + dense.shape[1] + 1
    signs = np.where(wanted, 1, -1).astype(np.float32)
    share = wanted.mean(0)
    weigh = np.where(wanted, 0.5 / share, 0.5 / (1 - share)).astype(np.float32)
    weigh[heavy] *= TELL_APART
    turned = sparse.T.tocsr()

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w = flat.reshape(size, -1).astype(np.float32)
        margin = (sparse @ w[:columns] + dense @ w[columns:-1] + w[-1]) * signs
        pull = -weigh * signs / (1 + np.exp(np.clip(margin, -50, 50)))
        slope = np.concatenate([turned @ pull, dense.T @ pull, pull.sum(0, keepdims=True)])
        total = STRENGTH * (weigh * np.logaddexp(0, -margin)).sum() + 0.5 * (w * w).sum()
        return float(total), (STRENGTH * slope + w).ravel().astype(np.float64)

    start = np.zeros(size * wanted.shape[1])
    done = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 120})
    return done.x.reshape(size, -1).astype(np.float32)


def folds(rows: list[Example]) -> np.ndarray:
    """A file's messages are held out together; ordinary ones in fifths."""
    files = sorted({row.file for row in rows if not row.ordinary})
    return np.array(
        [n % FOLDS if r.ordinary else files.index(r.file) % FOLDS for n, r in enumerate(rows)]
    )


def held_out(
    rows: list[Example],
    sparse: sp.csr_matrix,
    dense: np.ndarray,
    wanted: np.ndarray,
    heavy: np.ndarray,
) -> np.ndarray:
    """Scores (examples, heads) of every example by weights that never saw its file."""
    scores = np.zeros((len(rows), len(FLAGS) + 1), np.float32)
    fold = folds(rows)
    for number in range(FOLDS):
        seen, out = fold != number, fold == number
        w = fitted(sparse[seen], dense[seen], wanted[seen], heavy[seen])
        columns = sparse.shape[1]
        scores[out] = sparse[out] @ w[:columns] + dense[out] @ w[columns:-1] + w[-1]
    return scores


def alarm(rows: list[Example], scores: np.ndarray) -> float:
    """The score that few harmless look-alikes and hardly any ordinary messages pass."""
    best = scores.max(1)
    quiet = np.array([not row.flags for row in rows])
    ordinary = np.array([row.ordinary for row in rows])
    made = np.array([row.file == MADE for row in rows])
    alike = np.quantile(best[quiet & ~ordinary], 1 - ALIKE)
    return float(max(alike, np.quantile(best[quiet & ordinary & ~made], 1 - WISHES)))


def report(rows: list[Example], scores: np.ndarray, net: Net) -> dict[str, float]:
    """What rules and judge find in files that the judge has not seen (the rules have)."""
    raised = [net.agreed(row.ruled, s) for row, s in zip(rows, scores, strict=True)]
    alone = [net.agreed(frozenset(), s) for s in scores]
    both = [x for x in zip(rows, raised, alone, strict=True) if x[0].file != MADE]
    flagged = [x for x in both if x[0].flags]
    quiet = [x for x in both if not x[0].flags]
    alike = [x for x in quiet if not x[0].ordinary]
    wishes = [x for x in quiet if x[0].ordinary]

    def share(found: list[bool]) -> float:
        return round(float(np.mean(found)), 4)

    return {
        "flagged": len(flagged),
        "found": share([row.flags <= got for row, got, _ in flagged]),
        "raised": share([bool(got) for _, got, _ in flagged]),
        "found by the judge alone": share([row.flags <= got for row, _, got in flagged]),
        "raised by the judge alone": share([bool(got) for _, _, got in flagged]),
        "look-alikes": len(alike),
        "look-alikes raised": share([bool(got) for _, got, _ in alike]),
        "wishes": len(wishes),
        "wishes raised": share([bool(got) for _, got, _ in wishes]),
    }


def write(path: Path, net: Net) -> None:
    """Weights in a byte each, which changes no verdict."""
    scale = np.abs(net.sparse).max(axis=0) / 127
    np.savez_compressed(
        path,
        sparse=np.round(net.sparse / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        dense=net.dense.astype(np.float16),
        bias=net.bias,
        alarm=net.alarm,
        calm=net.calm,
    )


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
    wanted = np.array([[*(f in r.flags for f in FLAGS), bool(r.flags)] for r in rows])
    heavy = np.array([not row.flags and not row.ordinary for row in rows])
    sparse = matrix(rows)
    columns = sparse.shape[1]
    cards = {}
    for name in ("net.npz", "meaning.npz"):
        dense = np.zeros((len(rows), 0), np.float32)
        if name == "meaning.npz":
            dense = meanings(rows) * np.float32(WEIGHT)
        scores = held_out(rows, sparse, dense, wanted, heavy)
        level = alarm(rows, scores)
        w = fitted(sparse, dense, wanted, heavy)
        net = Net(w[:columns], w[columns:-1], w[-1], level, float(CALM[name]))
        cards[name] = {"alarm": round(level, 3), **report(rows, scores, net)}
        sys.stdout.write(json.dumps({name: cards[name]}, indent=1) + "\n")
        if not chosen.across:
            write(NETS / name, net)
    if not chosen.across:
        card = {"examples": digest(), "held out": cards}
        CARD.write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
