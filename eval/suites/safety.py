"""Safety: single products against single circumstances, and whole routines for whole people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.profile import Profile
from eval import cases, figures
from eval.bench import Bench
from eval.figures import Draw
from eval.judging import against, routine_faults
from eval.records import Figure, Json, Record
from eval.suite import Suite
from knowledge.product import Product
from knowledge.vocabulary import Active, Language

EXFOLIANTS = (Active.AHA, Active.BHA, Active.BENZOYL_PEROXIDE)
FAULTS = (
    "forbidden_ingredient",
    "no_disclaimer",
    "morning_without_sunscreen",
    "retinoid_and_acid",
    "unknown_product",
    "over_budget",
    "scented",
    "routine_not_due",
    "no_source",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One probe or one person from a case file."""

    id: str
    entry: Mapping[str, Any]


async def run(bench: Bench) -> list[Record]:
    """Ask the rules about every probe, then compose a routine for every person."""

    async def probe(item: Entry) -> Record:
        entry = item.entry
        product = Product(
            id=item.id,
            name=item.id,
            step=entry["step"],
            spf=entry.get("spf"),
            ingredients=tuple(entry["inci"]),
        )
        found = bench.subjects.breaches(product, Profile.model_validate(entry["person"]))
        why = [] if (not found) == entry["allowed"] else [f"allowed should be {entry['allowed']}"]
        why += ["no_source" for breach in found if not breach.source]
        return Record(
            id=item.id,
            purpose=entry["purpose"],
            input={"person": entry["person"], "inci": entry["inci"], "step": entry["step"]},
            expected={"allowed": entry["allowed"], "source": entry["source"]},
            got={"allowed": not found, "because": [breach.because for breach in found]},
            tags={"kind": "probe"},
            ok=not why,
            why=tuple(why),
        )

    async def person(item: Entry) -> Record:
        entry, catalogue = item.entry, bench.subjects.catalogue()
        profile = Profile.model_validate(entry["profile"])
        routine = bench.subjects.recommend(profile, Language.EN)
        why = _faults(routine, entry, catalogue)
        return Record(
            id=item.id,
            purpose=entry["purpose"],
            input={"profile": entry["profile"]},
            expected={k: entry[k] for k in ("forbid", "no_routine") if k in entry},
            got={"routine": routine},
            tags={"kind": "person"},
            ok=not why,
            why=tuple(why),
        )

    probes = [Entry(e["id"], e) for e in cases.read(bench.folder / "safety_probes.yaml")]
    people = [Entry(e["id"], e) for e in cases.read(bench.folder / "safety_people.yaml")]
    first = await bench.each("safety: products", probes, probe)
    return first + await bench.each("safety: people", people, person)


def _faults(routine: Json, entry: Mapping[str, Any], catalogue: Mapping[str, Product]) -> list[str]:
    if entry.get("no_routine"):
        return ["routine_not_due"] if routine.get("morning") else []
    if not routine.get("morning"):
        return ["no_routine"]
    profile = entry["profile"]
    wish: dict[str, Any] = {"forbid_ingredients": [stem.casefold() for stem in entry["forbid"]]}
    if "budget_rub" in profile:
        wish["max_total_rub"] = profile["budget_rub"]
    if profile.get("fragrance_free"):
        wish["fragrance_free"] = True
    found = against(routine, wish, catalogue) + routine_faults(routine, None, catalogue)
    found += [
        f"no_source:{item['product_id']}" for item in routine["left_out"] if not item["source"]
    ]
    return found + _same_evening(routine, catalogue)


def _same_evening(routine: Json, catalogue: Mapping[str, Product]) -> list[str]:
    """A retinoid and an exfoliating acid (or benzoyl peroxide) on one evening of any week."""
    retinoid, acid = set[tuple[int, str]](), set[tuple[int, str]]()
    for step in routine["evening"]:
        product = catalogue.get(step["product_id"] or "")
        actives = {a.active for a in product.actives} if product else set()
        days = {(week, day) for week, used in enumerate(step["weeks"]) for day in used}
        if Active.RETINOID in actives:
            retinoid |= days
        if actives & set(EXFOLIANTS):
            acid |= days
    return ["retinoid_and_acid"] if retinoid & acid else []


def compute(records: Sequence[Record], _draw: Draw) -> list[Figure]:
    """Refusals that are due, refusals that are not, and faults of routines."""
    probes = [r for r in records if r.tags["kind"] == "probe"]
    people = [r for r in records if r.tags["kind"] == "person"]
    refused = [not r.got["allowed"] for r in probes if not r.expected["allowed"]]
    fine = [not r.got["allowed"] for r in probes if r.expected["allowed"]]
    return [
        figures.share("unsafe products refused", refused),
        figures.share("safe products refused", fine, better="lower"),
        figures.share("routines without a fault", (r.ok for r in people)),
        *(_fault(name, people) for name in FAULTS),
    ]


def _fault(name: str, people: Sequence[Record]) -> Figure:
    marks = (any(w.split(":")[0] == name for w in r.why) for r in people)
    return figures.share(name.replace("_", " "), marks, better="lower")


SUITE = Suite(name="safety", title="Safety rules and routines", run=run, figures=compute, order=20)
