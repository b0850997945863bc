"""Fit the learned reader: labelled messages and clauses in, weights and their card out.

python scripts/fit_reader.py    fit and write assistant/understanding/data/reader.* and encoder.npz

Wants the extra `train` (torch and onnx). The sentence encoder is tuned four times, once for each
fold of the messages and once for all, in about two minutes each on two idle cores.

How well messages are read that were not fitted on: scripts/read_across.py.
"""

import hashlib
import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from encoder import Graph, kept  # noqa: E402

from assistant.models import Registry  # noqa: E402
from assistant.profile import Profile, Slot  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from assistant.understanding.draft import Draft  # noqa: E402
from assistant.understanding.learned import allergens  # noqa: E402
from assistant.understanding.learned.features import CHARS, WEIGHT, WORDS, hashed  # noqa: E402
from assistant.understanding.learned.heads import Heads, sigmoid  # noqa: E402
from assistant.understanding.learned.labels import (  # noqa: E402
    HEADS,
    LABELS,
    SLOTS,
    TOLD,
    concepts_of,
    labels_of,
    of_slot,
)
from assistant.understanding.learned.pieces import pieces  # noqa: E402
from assistant.understanding.learned.reader import BLOCKS, TUNED, Judge, LearnedReader  # noqa: E402
from assistant.understanding.learned.signs import NAMES, Ruled, rows  # noqa: E402
from assistant.understanding.rules import read_message  # noqa: E402
from assistant.understanding.values import Value  # noqa: E402
from knowledge.allergens import resolve  # noqa: E402
from knowledge.embedding import OnnxEmbedder  # noqa: E402

EXAMPLES = ROOT / "assistant/understanding/examples"
DATA = ROOT / "assistant/understanding/data"
CACHE = Path(tempfile.gettempdir()) / "aloe-fit-embeddings.npz"
STRENGTH = 10.0
"""Inverse of the heads' L2 penalty."""
CLAUSE = 0.4
"""How much a clause weighs beside a window of a message: clauses are more, and all to the point."""
STEPS = 60
SEED = 20261125
MIX = 0.65
"""Weight of the tuned encoder's scores beside the regressions'."""
FOLDS, FORGOTTEN = 3, 0.35
"""Share of the rules' right readings that are hidden in a second copy of each message: about what
rules missed of messages that nobody had tuned them on. Judges would trust them too much."""
UNUSUAL, RARE = ("5", "6", "7", "15"), 0.25
"""Files whose writers were asked for images, and what one of their messages weighs for the judges:
people say plain things plainly, most of the time (decision 0303)."""
KINDRED = {
    "skin_type": ("goals.dryness", "goals.oiliness"),
    "goals.oiliness": ("skin_type.oily", "skin_type.combination"),
    "goals.dryness": ("skin_type.dry", "skin_type.combination"),
}
"""Labels that a clause written for another label may carry too: not used as its negatives."""


@dataclass(frozen=True)
class Example:
    """One labelled message, read by the rules."""

    text: str
    draft: Draft
    labels: frozenset[str]
    batch: str
    evidence: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    own: tuple[bool, ...] = ()
    """Whether the speaker is allergic to each allergen that the message names."""
    allergic: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mentioned:
    """A message written to name substances, each of them labelled (mentions_*.jsonl).

    Attributes:
        draft: What rules read.
        spans: Where the names stand, in the normalised text.
        own: Whether the speaker is allergic to each of these.
    """

    draft: Draft
    spans: tuple[tuple[int, int], ...]
    own: tuple[bool, ...]

    def hits(self) -> tuple[bool, ...] | None:
        """Whether the speaker is allergic to each name that rules found.

        None where the writer and the rules see other names.
        """
        found = []
        for hit in self.draft.hits:
            labels = {
                own
                for (a, b), own in zip(self.spans, self.own, strict=True)
                if a < hit.end and hit.start < b
            }
            if len(labels) != 1:
                return None
            found.append(labels.pop())
        return tuple(found)


Written = tuple[list[str], np.ndarray, np.ndarray]
"""Texts, labels and what is known of them, as clauses() gives them."""


@dataclass(frozen=True)
class Fitted:
    """Heads, and the encoder that they were fitted with."""

    heads: Heads
    tuned: OnnxEmbedder
    weights: dict[str, np.ndarray]


class Cached:
    """Embeddings, each text once."""

    dimensions = 512

    def __init__(self, path: Path, name: str) -> None:
        self.name, self._rows = name, {}
        self.inner, self.graph = OnnxEmbedder(path, name=name), Graph(path)
        if CACHE.is_file():
            with np.load(CACHE) as saved:
                self._rows = dict(zip(saved["texts"].tolist(), saved["rows"], strict=True))

    def save(self) -> None:
        """Keep the vectors for the next fit."""
        np.savez(CACHE, texts=np.array(list(self._rows)), rows=np.array(list(self._rows.values())))

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors (texts, 512)."""
        for text in texts:
            if text not in self._rows:
                self._rows[text] = self.inner.embed([text])[0]
        return np.array([self._rows[text] for text in texts], np.float32)


def messages(folder: Path = EXAMPLES) -> list[Example]:
    """All labelled messages of the example files."""
    found = []
    for path in sorted(set(folder.glob("*.jsonl")) - set(folder.glob("mentions_*"))):
        lines = path.read_text("utf-8").splitlines()
        found += [_example(json.loads(line), path.stem) for line in lines if line.strip()]
    return found


def mentioned(folder: Path = EXAMPLES) -> list[Mentioned]:
    """All messages of the files that label single names."""
    found = []
    for path in sorted(folder.glob("mentions_*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            entry = json.loads(line)
            text, draft = entry["text"], read_message(entry["text"], asked=entry.get("asked"))
            spans = {
                _normalised(draft, at, at + len(name)): own
                for key, own in (("own", True), ("not", False))
                for name in entry[key]
                if (at := text.find(name)) >= 0
            }
            spans.pop((0, 0), None)
            found.append(Mentioned(draft, tuple(spans), tuple(spans.values())))
    return found


def _example(entry: dict, batch: str) -> Example:
    said = entry.get("input", entry)
    text, expected = said["text"], entry["expected"]
    draft = read_message(text, asked=said.get("asked"), options=said.get("options") or ())
    known = {k: v for k, v in expected.items() if k in Profile.model_fields and k != "budget_rub"}
    labels = frozenset(labels_of(Profile.model_validate(known)))
    allergic = expected.get("allergies") or ()
    if allergic:
        labels |= {HEADS[TOLD]}
    evidence: dict[str, list[tuple[int, int]]] = {}
    for key, quotes in entry.get("evidence", {}).items():
        names = [name for name in labels if name == key or name.startswith(f"{key}.")]
        if key.startswith("allergies"):
            names = [HEADS[TOLD]]
        for quote in [quotes] if isinstance(quotes, str) else quotes:
            at = text.lower().find(quote.lower())
            if at >= 0 and names:
                evidence.setdefault(names[0], []).append(_normalised(draft, at, at + len(quote)))
    own = tuple(_own(hit, allergic, evidence.get(HEADS[TOLD], ())) for hit in draft.hits)
    return Example(text, draft, labels, batch, evidence, own, tuple(allergic))


def _own(hit: Value, names: Iterable[str], spans: Iterable[tuple[int, int]]) -> bool:
    """By its name or another of the same thing, or because the label rests on its words."""
    if any(a < hit.end and hit.start < b for a, b in spans):
        return True
    return any(hit.name == name or _same(hit.name, name) for name in names)


@cache
def _same(one: str, other: str) -> bool:
    """Whether two names mean one thing: writers say "oats" and "oat", "argan" and "argan oil"."""
    first, second = resolve(one), resolve(other)
    if first is not None and second is not None and first.name == second.name:
        return True
    shorter, longer = sorted((one, other), key=len)
    return longer.startswith(shorter)


def _normalised(draft: Draft, start: int, end: int) -> tuple[int, int]:
    touched = [p for p in draft.reading.pieces if p.original_start < end and start < p.original_end]
    return (touched[0].start, touched[-1].end) if touched else (0, 0)


def targets(example: Example) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Texts of the windows, whether each label stands in them, and whether that is known."""
    text = example.draft.context.text
    spans = [*pieces(text), (0, len(text))]
    y = np.zeros((len(spans), len(HEADS)))
    known = np.ones_like(y)
    for column, label in enumerate(HEADS):
        if label not in example.labels:
            continue
        quotes = example.evidence.get(label)
        if quotes is None:
            known[:, column] = 0
        for row, (a, b) in enumerate(spans):
            y[row, column] = any(_inside(a, b, s, e) for s, e in quotes or ())
        y[-1, column] = known[-1, column] = 1
    return [text[a:b].strip() for a, b in spans], y, known


def _inside(a: int, b: int, start: int, end: int) -> bool:
    shared = min(b, end) - max(a, start)
    return shared > 0 and (shared >= (end - start) / 2 or shared >= (b - a) / 2)


def clauses(folder: Path = EXAMPLES, *, seen: bool = True) -> Written:
    """The clauses written for one label each.

    Args:
        folder: Where the files are.
        seen: Also those written with an eye on the example messages (clauses_seen*.txt). To
            read held-out messages with these would flatter the reader.
    """
    texts, y, known = [], [], []
    for path in sorted(folder.glob("clauses_*.txt")):
        if path.stem.startswith("clauses_seen") and not seen:
            continue
        for line in path.read_text("utf-8").splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            label, _, rest = line.partition(": ")
            one, sure = np.zeros(len(HEADS)), np.ones(len(HEADS))
            if label != "none":
                one[HEADS.index(label)] = 1
                for kin in KINDRED.get(label, KINDRED.get(label.partition(".")[0], ())):
                    sure[HEADS.index(kin)] = label == kin
            for clause in rest.split("|"):
                texts.append(read_message(clause.strip()).reading.text)
                y.append(one)
                known.append(sure)
    return texts, np.array(y), np.array(known)


def grams(texts: Sequence[str]) -> sp.csr_matrix:
    """Hashed n-grams of the texts, as Heads computes them."""
    columns, values, starts = [], [], [0]
    for text in texts:
        at, value = hashed(text)
        columns.append(at)
        values.append(value)
        starts.append(starts[-1] + len(at))
    shape = (len(texts), CHARS + WORDS)
    return sp.csr_matrix((np.concatenate(values), np.concatenate(columns), starts), shape)


def fit_heads(examples: Iterable[Example], written: Written, embedder: Cached) -> Fitted:
    """The tuned encoder with its linear layer, mixed with regressions over what was there before.

    The encoder alone is no better at cautions than the plain embedding with n-grams; the mean of
    their scores is better than either (decision 0303).
    """
    parts = [targets(example) for example in examples]
    texts = [t for p in parts for t in p[0]] + written[0]
    y = np.vstack([*(p[1] for p in parts), written[1]]).astype(np.float32)
    known = np.vstack([*(p[2] for p in parts), written[2] * CLAUSE]).astype(np.float32)
    weights, layer, bias = kept(embedder.graph, texts, y, known, length=WEIGHT, seed=SEED)
    dense, sparse, plain = regressions(texts, y, known, embedder)
    mixed = ((1 - MIX) * dense, MIX * layer, (1 - MIX) * sparse, (1 - MIX) * plain + MIX * bias)
    heads = Heads(*(np.asarray(a, np.float16).astype(np.float32) for a in mixed))
    return Fitted(heads, embedder.inner.tuned(weights, TUNED), weights)


def regressions(
    texts: list[str], y: np.ndarray, known: np.ndarray, embedder: Cached
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Logistic regressions of all labels at once, by L-BFGS: they share the products with x."""
    dense = embedder.embed(texts) * np.float32(WEIGHT)
    sparse = grams(texts)
    back = sparse.T.tocsr()
    width, labels = dense.shape[1] + sparse.shape[1], len(HEADS)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w = flat.astype(np.float32).reshape(width + 1, labels)
        score = dense @ w[: dense.shape[1]] + sparse @ w[dense.shape[1] : -1] + w[-1]
        fits = np.logaddexp(0, score) - y * score
        slope = known * (sigmoid(score) - y)
        gradient = np.vstack([dense.T @ slope, back @ slope, slope.sum(0, keepdims=True)])
        gradient[:-1] += w[:-1] / STRENGTH
        penalty = float((w[:-1] ** 2).sum()) / (2 * STRENGTH)
        return float((known * fits).sum()) + penalty, gradient.astype(np.float64).ravel()

    start = np.zeros((width + 1, labels))
    start[-1] = -4
    found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    w = found.x.reshape(width + 1, labels)
    return w[: dense.shape[1]], w[dense.shape[1] : -1], w[-1]


def forgetful(example: Example, rng: np.random.Generator) -> Example:
    """The message as rules would leave it that lack some of its words."""
    gone = {label for label in sorted(example.labels) if rng.random() < FORGOTTEN}
    gone |= {f"allergies.{hit.name}" for hit in example.draft.hits if rng.random() < FORGOTTEN}
    concepts = {c for label in gone for c in concepts_of(label)}
    draft = example.draft
    kept = tuple(c for c in draft.commands if not (set(Ruled.of((c,)).held) & gone))
    mentions = tuple(m for m in draft.mentions if m.concept not in concepts)
    return replace(example, draft=replace(draft, commands=kept, mentions=mentions))


def fit(
    examples: list[Example], mentions: list[Mentioned], written: Written, embedder: Cached
) -> tuple[LearnedReader, dict, Fitted]:
    """Heads on everything; judges on probabilities of heads that had not seen the message."""
    rng = np.random.default_rng(SEED)
    fold = rng.integers(0, FOLDS, len(examples))
    fold_named = np.arange(len(mentions)) % FOLDS
    signs, truth, ruled, named, own = [], [], [], [], []
    usual, usual_named = [], []
    for number in range(FOLDS):
        rest = [e for e, f in zip(examples, fold, strict=True) if f != number]
        sys.stderr.write(f"fold {number + 1} of {FOLDS}\n")
        part = fit_heads(rest, written, embedder)
        trial = LearnedReader(embedder, part.tuned, part.heads, {})
        for example in (e for e, f in zip(examples, fold, strict=True) if f == number):
            seen = trial.look(example.draft.context.text)
            for copy in (example, forgetful(example, rng)) if example.draft.hits else ():
                named.append(allergens.rows(copy.draft, seen))
                own += example.own
                usual_named += [_usual(example)] * len(example.own)
            for copy in (example, forgetful(example, rng)):
                held = Ruled.of(copy.draft.commands)
                signs.append(rows(copy.draft, seen, held))
                usual.append(_usual(example))
                truth.append([label in example.labels for label in LABELS])
                ruled.append([label in held.held for label in LABELS])
        for message in (m for m, f in zip(mentions, fold_named, strict=True) if f == number):
            if hits := message.hits():
                seen = trial.look(message.draft.context.text)
                named.append(allergens.rows(message.draft, seen))
                own += hits
                usual_named += [RARE] * len(hits)
    judges = _judges(np.array(signs), np.array(truth), np.array(ruled), np.array(usual))
    judges[Slot.ALLERGIES] = _judge(
        Slot.ALLERGIES, np.vstack(named), np.array(own), np.array(usual_named)
    )
    card = {
        "judges": {
            slot.value: {
                "weights": [round(float(w), 4) for w in judge.weights],
                "add": judge.add,
                "keep": judge.keep,
                "sure": judge.sure,
            }
            for slot, judge in judges.items()
        }
    }
    sys.stderr.write("all messages\n")
    whole = fit_heads(examples, written, embedder)
    return LearnedReader(embedder, whole.tuned, whole.heads, judges), card, whole


def _usual(example: Example) -> float:
    """How much a message counts for the judges: some files were written to be full of images."""
    return RARE if example.batch.rpartition("_")[2] in UNUSUAL else 1.0


def _judges(
    signs: np.ndarray, truth: np.ndarray, ruled: np.ndarray, usual: np.ndarray
) -> dict[Slot, Judge]:
    found = {}
    for slot in SLOTS:
        columns = list(of_slot(slot))
        x, y = signs[:, columns].reshape(-1, len(NAMES)), truth[:, columns].reshape(-1)
        weights = np.repeat(usual, len(columns))
        found[slot] = _judge(slot, x, y, weights, ruled[:, columns].reshape(-1))
    return found


def _judge(
    slot: Slot,
    x: np.ndarray,
    y: np.ndarray,
    usual: np.ndarray,
    ruled: np.ndarray | None = None,
) -> Judge:
    model = LogisticRegression(C=1.0, max_iter=3000).fit(x, y, usual)
    weights = np.concatenate([model.coef_[0], model.intercept_]).astype(np.float32)
    p = Judge(weights, 0, 0, 0)(x)
    return Judge(weights, *_thresholds(slot, p, y, usual, x[:, 0] > 0 if ruled is None else ruled))


def _thresholds(
    slot: Slot, p: np.ndarray, y: np.ndarray, usual: np.ndarray, ruled: np.ndarray
) -> tuple[float, float, float]:
    """(add, keep, sure): best F; for what safety hangs on recall counts more than precision."""
    beta = {Slot.CAUTIONS: 1.5, Slot.ALLERGIES: 1.2}.get(slot, 1.0)
    grid = np.arange(0.05, 0.95, 0.025)

    def score(add: float, keep: float) -> float:
        got = np.where(ruled, p >= keep, p >= add)
        hits = float(usual[got & y].sum())
        return (1 + beta**2) * hits / (beta**2 * usual[y].sum() + usual[got].sum())

    add, keep = max(((a, k) for a in grid for k in grid if k <= a), key=lambda t: score(*t))
    sure = next((t for t in grid if t >= keep and y[p >= t].mean() >= 0.95), 0.95)
    return round(float(add), 3), round(float(keep), 3), round(float(sure), 3)


def digest() -> str:
    """SHA-256 over the example files."""
    whole = hashlib.sha256()
    for path in sorted(EXAMPLES.iterdir()):
        whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()


def main() -> None:
    """Fit and write."""
    settings = Settings()
    path = Registry.load(settings.model_dir).path_of(settings.embedding_model)
    embedder = Cached(path, settings.embedding_model)
    examples = messages()
    written = clauses()
    named = mentioned()
    _, card, fitted = fit(examples, named, written, embedder)
    embedder.save()
    blocks = {name: getattr(fitted.heads, name).astype(np.float16) for name in BLOCKS}
    np.savez_compressed(DATA / "reader.npz", **blocks)
    np.savez_compressed(DATA / "encoder.npz", **fitted.weights)
    card = {
        "fitted_by": "scripts/fit_reader.py",
        "embedding_model": embedder.name,
        "examples_sha256": digest(),
        "messages": len(examples),
        "mentions": len(named),
        "clauses": len(written[0]),
        "labels": list(LABELS),
        "signs": list(NAMES),
        **card,
    }
    (DATA / "reader.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    print(json.dumps({s: j | {"weights": "..."} for s, j in card["judges"].items()}, indent=1))


if __name__ == "__main__":
    main()
