"""Fit the judge of triage: labelled messages in, weights and their card out.

python scripts/fit_triage.py            fit and write net.npz, meaning.npz, encoder.npz, net.json
python scripts/fit_triage.py --across   only report what is found in files that were held out
python scripts/fit_triage.py --check    whether the weights were fitted on these examples

Fitting wants the embedding model (`aloe models pull`) and the extra `train` (torch and onnx): the
sentence encoder is tuned four times, once for each fold and once for all, in about two minutes each
on two idle cores. Checking wants neither.
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
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from assistant.grams import CHARS, WORDS, hashed  # noqa: E402
from assistant.models import Registry  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from assistant.triage.net import KEPT, WEIGHT, Net  # noqa: E402
from assistant.triage.signs import Signs, corrected  # noqa: E402
from assistant.understanding.normalise import read  # noqa: E402
from knowledge.embedding import OnnxEmbedder  # noqa: E402
from knowledge.retrieval import Embedder  # noqa: E402
from knowledge.vocabulary import RedFlag  # noqa: E402

EXAMPLES = ROOT / "assistant/triage/examples"
NETS = ROOT / "assistant/triage"
CARD = ROOT / "assistant/triage/net.json"
FLAGS = list(RedFlag)
STRENGTH = 10.0
"""Inverse of the L2 penalty."""
ALIKE, WISHES = 0.06, 0.01
"""Shares of harmless look-alikes and of ordinary wishes, in held-out files, that may be raised."""
ADDED = 0.02
"""Share of look-alikes that letters alone may raise beside the rules, which they never silence."""
UNSEEN_BY_RULES = frozenset({"messages_14", "messages_15", "messages_16"})
"""Files that no recipe was written after: here the rules' verdict is worth what it is elsewhere,
so these set the levels. Who mends recipes with them in view takes them out and adds new ones."""
MIX, EPOCHS, RATE = 0.5, 4, 1e-3
"""Weight of the tuned encoder's scores beside the regressions', and how it is tuned (0302)."""
SEED = 20261201
TELL_APART = 1.5
"""Weight of a look-alike beside an ordinary message: there are few, and they are the hard ones."""
FOLDS = 3
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


def embedding_model() -> Path:
    """Where the embedding model's file lies."""
    settings = Settings()
    return Registry.load(settings.model_dir).path_of(settings.embedding_model)


def meanings(embedder: Embedder, rows: list[Example]) -> np.ndarray:
    """Embeddings as the judge weighs them, one row an example."""
    return embedder.embed([row.plain for row in rows]) * np.float32(WEIGHT)


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
    """A file's messages are held out together; ordinary ones in turn."""
    files = sorted({row.file for row in rows if not row.ordinary})
    return np.array(
        [n % FOLDS if r.ordinary else files.index(r.file) % FOLDS for n, r in enumerate(rows)]
    )


@dataclass(frozen=True)
class Part:
    """What was fitted on some of the examples: regressions, and the tuned encoder's layer."""

    regressions: np.ndarray
    weights: dict[str, np.ndarray]
    layer: np.ndarray
    bias: np.ndarray

    def net(self, columns: int, alarm: float, calm: float) -> Net:
        """Both in one net; without a layer the regressions alone."""
        share = np.float32(MIX if len(self.layer) else 0)
        w = self.regressions * (1 - share)
        bias = w[-1] + share * self.bias
        return Net(w[:columns], w[columns:-1], share * self.layer, bias, alarm, calm)


class Fitter:
    """Fits on some of the examples and scores the others.

    Args:
        rows: All examples.
        path: The embedding model, or None to go by letters and words alone.
    """

    def __init__(self, rows: list[Example], path: Path | None) -> None:
        self.rows, self.sparse = rows, matrix(rows)
        self.wanted = np.array([[*(f in r.flags for f in FLAGS), bool(r.flags)] for r in rows])
        self.heavy = np.array([not row.flags and not row.ordinary for row in rows])
        self.dense = np.zeros((len(rows), 0), np.float32)
        self._embedder = self._graph = None
        if path is not None:
            from encoder import Graph  # wants the extra `train`

            self._embedder, self._graph = OnnxEmbedder(path), Graph(path)
            self.dense = meanings(self._embedder, rows)

    def fit(self, seen: np.ndarray) -> Part:
        """Everything fitted on the chosen rows, (rows,) of bool."""
        wanted, heavy = self.wanted[seen], self.heavy[seen]
        w = fitted(self.sparse[seen], self.dense[seen], wanted, heavy)
        if self._graph is None:
            return Part(w, {}, np.zeros((0, w.shape[1]), np.float32), np.zeros(w.shape[1]))
        from encoder import kept

        texts = [row.plain for row, used in zip(self.rows, seen, strict=True) if used]
        known = np.where(heavy, TELL_APART, 1.0).astype(np.float32)[:, None]
        known = np.broadcast_to(known, wanted.shape).copy()
        how = {"length": WEIGHT, "seed": SEED, "epochs": EPOCHS, "rate": RATE}
        return Part(w, *kept(self._graph, texts, wanted.astype(np.float32), known, **how))

    def scores(self, part: Part, which: np.ndarray) -> np.ndarray:
        """Scores (chosen rows, heads)."""
        net = part.net(self.sparse.shape[1], 0.0, 0.0)
        found = self.sparse[which] @ net.sparse + self.dense[which] @ net.dense + net.bias
        if self._embedder is not None:
            chosen = [row for row, used in zip(self.rows, which, strict=True) if used]
            tuned = self._embedder.tuned(part.weights, "tuned")
            found = found + meanings(tuned, chosen) @ net.tuned
        return np.asarray(found, np.float32)

    def held_out(self) -> np.ndarray:
        """Scores (examples, heads) of every example by weights that never saw its file."""
        scores = np.zeros(self.wanted.shape, np.float32)
        fold = folds(self.rows)
        for number in range(FOLDS):
            sys.stderr.write(f"fold {number + 1} of {FOLDS}\n")
            scores[fold == number] = self.scores(self.fit(fold != number), fold == number)
        return scores


def levels(rows: list[Example], scores: np.ndarray, *, overrules: bool) -> tuple[float, float]:
    """(alarm, calm): most signs found with few look-alikes and hardly any ordinary message raised.

    Args:
        rows: Examples.
        scores: Of weights that had not seen the example, (examples, heads).
        overrules: Whether a low score may silence the rules at all.
    """
    best = scores.max(1)
    flagged, ruled, urgent, fresh = (
        np.array([bool(of(row)) for row in rows])
        for of in (
            lambda r: r.flags,
            lambda r: r.ruled,
            lambda r: r.ruled & KEPT,
            lambda r: r.file in UNSEEN_BY_RULES,
        )
    )
    wishes = np.array([row.ordinary and row.file != MADE for row in rows])

    by_rules = float(ruled[fresh & ~flagged].mean())
    alike = ALIKE if overrules else by_rules + ADDED

    def worth(alarm: float, calm: float) -> tuple[bool, float]:
        raised = urgent | np.where(ruled, best > calm, best > alarm)
        false = float(raised[fresh & ~flagged].mean())
        few = false <= alike and float(raised[wishes].mean()) <= WISHES
        return few, float(raised[fresh & flagged].mean()) if few else -false

    alarms = np.quantile(best[fresh], np.linspace(0.2, 1, 161))
    calms = np.quantile(best[fresh], np.linspace(0, 0.8, 161)) if overrules else [-np.inf]
    pairs = [(float(a), float(c)) for a in alarms for c in calms if c <= a]
    return max(pairs, key=lambda pair: worth(*pair))


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
        tuned=net.tuned.astype(np.float16),
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
    cards = {}
    for name, path in (("net.npz", None), ("meaning.npz", embedding_model())):
        fitter = Fitter(rows, path)
        columns = fitter.sparse.shape[1]
        scores = fitter.held_out()
        alarm, calm = levels(rows, scores, overrules=path is not None)
        sys.stderr.write("all examples\n")
        part = fitter.fit(np.ones(len(rows), bool))
        net = part.net(columns, alarm, calm)
        cards[name] = {
            "alarm": round(alarm, 3),
            "calm": None if calm == -np.inf else round(calm, 3),
            **report(rows, scores, net),
        }
        sys.stdout.write(json.dumps({name: cards[name]}, indent=1) + "\n")
        if not chosen.across:
            write(NETS / name, net)
            if part.weights:
                np.savez_compressed(NETS / "encoder.npz", **part.weights)
    if not chosen.across:
        card = {"examples": digest(), "held out": cards}
        CARD.write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
