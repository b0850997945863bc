"""Hold out files of example messages in turn and report how well they are read.

python scripts/read_across.py           all pairs of files (a Russian and an English one each)
python scripts/read_across.py 4         one pair

Printed for the rules alone, the learned reader alone and both: per cent right of the slots with one
value; F1, precision and recall of the lists; per cent of messages with every slot right. In
brackets 95 % intervals, bootstrapped over messages. Clauses written after reading failures are
left out.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from fit_reader import EXAMPLES, Cached, clauses, fit, mentioned, messages  # noqa: E402

from assistant.models import Registry  # noqa: E402
from assistant.profile import Command, Profile, Slot, merge  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from assistant.understanding.draft import Draft  # noqa: E402
from assistant.understanding.learned import LearnedReader  # noqa: E402
from assistant.understanding.learned.labels import LABELS, SLOTS, of_slot, value_of  # noqa: E402
from assistant.understanding.rules import read_message  # noqa: E402
from eval.labels import LISTS, SCALARS, agrees, labels  # noqa: E402
from eval.labels import SLOTS as SCORED  # noqa: E402

LIKELY = 0.5
RESAMPLES = 2000

Row = tuple[Mapping[str, Any], Mapping[str, Any], Sequence[str]]
"""Expected profile, reported profile, slots that careful readers differ on."""


def by_heads(reader: LearnedReader, draft: Draft) -> dict[str, Any]:
    """What the heads alone would say: no rules, no context, no allergens by name."""
    seen = reader.look(draft.context.text)
    best = seen.p.max(axis=0)
    found: dict[str, Any] = {}
    for slot in SLOTS:
        likely = [c for c in of_slot(slot) if best[c] >= LIKELY]
        if slot in (Slot.GOALS, Slot.CAUTIONS):
            found[slot.value] = [LABELS[c].partition(".")[2] for c in likely]
        elif likely:
            found[slot.value] = value_of(LABELS[max(likely, key=lambda c: best[c])])
    return found


def by_commands(commands: Sequence[Command]) -> dict[str, Any]:
    """The profile that commands make."""
    return merge(Profile(), commands).reported()


def read(number: str, embedder: Cached) -> dict[str, list[Row]]:
    """One pair of files, read by readers that have not seen it."""
    rest = [e for e in messages() if not e.batch.endswith(f"_train_{number}")]
    reader, _, _ = fit(rest, mentioned(), clauses(seen=False), embedder)
    found: dict[str, list[Row]] = {"rules": [], "learned": [], "both": []}
    for path in sorted(EXAMPLES.glob(f"*_train_{number}.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            entry = json.loads(line)
            said = entry.get("input", entry)
            draft = read_message(
                said["text"], asked=said.get("asked"), options=said.get("options") or ()
            )
            expected, unscored = entry["expected"], entry.get("unscored", ())
            got = {
                "rules": by_commands(draft.commands),
                "learned": by_heads(reader, draft),
                "both": by_commands(reader.read(draft, Profile())),
            }
            for name, profile in got.items():
                found[name].append((expected, profile, unscored))
    return found


def figures(rows: Sequence[Row]) -> dict[str, Callable[[np.ndarray], float]]:
    """Each figure as a function of which rows count (bootstrap samples included)."""
    found: dict[str, Callable[[np.ndarray], float]] = {}
    right = {s: np.array([agrees(e, g, s, u) for e, g, u in rows]) for s in SCORED}
    for slot in SCALARS:
        found[slot] = lambda at, r=right[slot]: 100 * float(r[at].mean())
    for slot in LISTS:
        counts = np.array([_counts(e, g, slot, u) for e, g, u in rows])
        found[f"{slot} F1"] = lambda at, c=counts: _ratio(2 * c[at, 0], c[at] @ [2, 1, 1])
        found[f"{slot} precision"] = lambda at, c=counts: _ratio(c[at, 0], c[at] @ [1, 1, 0])
        found[f"{slot} recall"] = lambda at, c=counts: _ratio(c[at, 0], c[at] @ [1, 0, 1])
    together = np.all([right[s] for s in SCORED], axis=0)
    found["joint"] = lambda at: 100 * float(together[at].mean())
    return found


def _counts(
    expected: Mapping[str, Any], got: Mapping[str, Any], slot: str, unscored: Sequence[str]
) -> tuple[int, int, int]:
    want, have = labels(expected, slot, unscored), labels(got, slot, unscored)
    return len(want & have), len(have - want), len(want - have)


def _ratio(above: np.ndarray, below: np.ndarray) -> float:
    return float(above.sum() / max(below.sum(), 1))


def show(title: str, rows: Sequence[Row]) -> None:
    """One line for each figure with its interval."""
    rng = np.random.default_rng(20261125)
    everything = np.arange(len(rows))
    samples = rng.integers(0, len(rows), (RESAMPLES, len(rows)))
    print(f"{title}: {len(rows)} messages")
    for name, figure in figures(rows).items():
        low, high = np.quantile([figure(at) for at in samples], (0.025, 0.975))
        print(f"  {name:22s} {figure(everything):7.3f} [{low:.3f}, {high:.3f}]")
    sys.stdout.flush()


def main() -> None:
    """Report each pair, then all together."""
    settings = Settings()
    path = Registry.load(settings.model_dir).path_of(settings.embedding_model)
    embedder = Cached(path, settings.embedding_model)
    numbers = sys.argv[1:] or ["1", "2", "3", "4", "5", "6", "7"]
    everything: dict[str, list[Row]] = {}
    for number in numbers:
        for name, rows in read(number, embedder).items():
            show(f"{name}, files {number}", rows)
            everything.setdefault(name, []).extend(rows)
    embedder.save()
    if len(numbers) > 1:
        for name, rows in everything.items():
            show(f"{name}, all files", rows)


if __name__ == "__main__":
    main()
