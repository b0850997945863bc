"""Fits how much each group of names says about rich and light formulas, on the dev half alone.

    .venv/bin/python -m benchmarks.relevance_lean

Products that editors call right for dry but not for oily skin are told from the reverse by a
logistic regression over the shares of the groups in `retrieval.yaml`. A weight keeps the sign that
its source gives (it may be 0), both sides count alike, and large weights cost. Prints the weights
and how well left-out products are told apart, by how much large weights cost. The test half is not
read.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console
from scipy.optimize import minimize

from assistant.settings import Settings
from benchmarks.relevance import FILE, MAPPING
from benchmarks.relevance_questions import WIDE, half_of, labels
from knowledge.catalogue import Catalogue
from knowledge.importing import import_file
from knowledge.mapping import load_mapping
from knowledge.product import Product
from knowledge.ranking import group_shares
from knowledge.vocabulary import SkinType
from knowledge.weights import load_retrieval

PENALTIES = (0.01, 0.03, 0.1, 0.3)
PENALTY = 0.1
"""Taken because all of them tell left-out products apart alike; it keeps sums within -1 and 1."""

FOLDS, REPEATS = 5, 20

Array = npt.NDArray[np.float64]


def dev_half(path: Path) -> tuple[list[Product], Array]:
    """Products of the dev half with a side: 1 for dry but not oily skin, -1 for the reverse."""
    known = labels(path, WIDE)
    with tempfile.TemporaryDirectory() as spot:
        store = Path(spot) / "c.sqlite3"
        import_file(path, store, mapping=load_mapping(MAPPING))
        products = [p for p in Catalogue.load(store).products if half_of(p.id) == "dev"]
    sided = []
    for product in products:
        types = known[product.id].types or ()
        side = (SkinType.DRY in types) - (SkinType.OILY in types)
        if side and product.ingredients:
            sided.append((product, side))
    return [product for product, _ in sided], np.array([side for _, side in sided], float)


def fit(shares: Array, sides: Array, signs: Array, penalty: float) -> Array:
    """The middle and one weight a group, (1 + groups,), none against its sign."""
    signed = shares * signs
    each = np.where(sides > 0, 0.5 / (sides > 0).mean(), 0.5 / (sides < 0).mean())

    def loss(values: Array) -> float:
        margin = sides * (values[0] + signed @ values[1:])
        return float((each * np.logaddexp(0, -margin)).mean() + penalty * (values[1:] ** 2).sum())

    bounds = [(None, None)] + [(0, None)] * len(signs)
    found = minimize(loss, np.zeros(len(signs) + 1), bounds=bounds).x
    return np.concatenate([found[:1], found[1:] * signs])


def apart(scores: Array, sides: Array) -> float:
    """How often a product for dry skin scores above one for oily skin (area under the curve)."""
    rich, light = scores[sides > 0], scores[sides < 0]
    return float(np.mean((rich[:, None] > light) + 0.5 * (rich[:, None] == light)))


def left_out(shares: Array, sides: Array, signs: Array, penalty: float, seed: int) -> Array:
    """Scores of all products, each from a fit without its fold."""
    fold = np.random.default_rng(seed).permutation(len(sides)) % FOLDS
    scores = np.zeros(len(sides))
    for at in range(FOLDS):
        values = fit(shares[fold != at], sides[fold != at], signs, penalty)
        scores[fold == at] = values[0] + shares[fold == at] @ values[1:]
    return scores


def mean_apart(shares: Array, sides: Array, signs: Array, penalty: float) -> float:
    """`apart` of left-out products over several ways to cut the folds."""
    cuts: Sequence[float] = [
        apart(left_out(shares, sides, signs, penalty, seed), sides) for seed in range(REPEATS)
    ]
    return float(np.mean(cuts))


def main() -> None:
    console = Console(width=120)
    lean = load_retrieval().lean
    products, sides = dev_half(Settings().data_dir / "catalogue" / FILE)
    shares = np.array([list(group_shares(product, lean).values()) for product in products])
    signs = np.sign([group.weight for group in lean.groups.values()])
    told = {penalty: mean_apart(shares, sides, signs, penalty) for penalty in PENALTIES}
    values = fit(shares, sides, signs, PENALTY)
    console.print(f"{(sides > 0).sum()} rich, {(sides < 0).sum()} light; left out, told apart:")
    console.print({key: round(value, 3) for key, value in told.items()})
    console.print("middle", round(float(values[0]), 2))
    for name, value in zip(lean.groups, values[1:], strict=True):
        console.print(name, round(float(value), 2))


if __name__ == "__main__":
    main()
