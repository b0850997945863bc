"""The main figures, computed again from the JSON's raw records by other formulas than ours."""

from __future__ import annotations

import json
from fractions import Fraction
from statistics import NormalDist

import numpy as np
import pytest
from sklearn.metrics import f1_score

from eval.records import Run
from eval.report import files
from eval.runner import one
from eval.suite import available
from knowledge.retrieval import Scored
from tests.eval.oracle import OracleProduct, bench
from tests.eval.test_planted_faults import (
    AlarmedByWords,
    AllergyRulesRemoved,
    CheckerStopsAll,
    ParrotsExample,
    ReferralRulesRemoved,
    sight,
)

SCALARS = ("skin_type", "sensitive", "age", "budget_rub", "fragrance_free")


class SearchMuddled(OracleProduct):
    """Finds the best twenty and shows the worse half of them, backwards."""

    def search(self, query):
        found = super().search(query.model_copy(update={"limit": 20}))
        return [Scored(s.product, -s.score, s.parts) for s in found]


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    """The JSON of a run with faults in it, read back as plain data."""
    import asyncio

    products = {
        "extraction": ParrotsExample(),
        "triage": ReferralRulesRemoved(),
        "dialogue": OracleProduct(),
        "retrieval": SearchMuddled(),
        "safety": AllergyRulesRemoved(),
        "grounding": CheckerStopsAll(),
    }
    results = tuple(
        asyncio.run(one(available()[name], bench(product), "oracle"))
        for name, product in products.items()
    )
    path = tmp_path_factory.mktemp("report") / "eval.json"
    files.save(Run(started="2026-11-23T00:00:00+00:00", seed=0, results=results), path)
    found = json.loads(path.read_text(encoding="utf-8"))
    return {result["suite"]: result for result in found["results"]}


def figure(result, name):
    return next(f for f in result["figures"] if f["name"] == name)


def wilson(successes: int, n: int) -> tuple[float, float]:
    """By solving (p - s/n)^2 = z^2 p (1 - p) / n for p, instead of the closed form."""
    z2 = NormalDist().inv_cdf(0.975) ** 2
    roots = np.roots([1 + z2 / n, -(2 * successes / n + z2 / n), (successes / n) ** 2])
    return float(min(roots)), float(max(roots))


def same_list(record, slot):
    if slot in record["unscored"]:
        return True
    skip = {u.split(".")[1] for u in record["unscored"] if u.startswith(slot + ".")}
    want, have = (set(record[side].get(slot, [])) - skip for side in ("expected", "got"))
    return want == have


def same(record, slot):
    want, have = record["expected"].get(slot), record["got"].get(slot)
    inside = isinstance(want, list) and have is not None and want[0] <= have <= want[1]
    return slot in record["unscored"] or want == have or inside


def test_joint_accuracy_of_messages(raw):
    records = raw["extraction"]["records"]
    right = [
        all(same(r, s) for s in SCALARS)
        and all(same_list(r, s) for s in ("goals", "cautions", "allergies"))
        for r in records
    ]
    told = figure(raw["extraction"], "joint")
    assert told["value"] == float(Fraction(sum(right), len(right)))
    assert (told["low"], told["high"]) == pytest.approx(wilson(sum(right), len(right)), abs=1e-12)
    assert 0 < sum(right) < len(right), "a run without mistakes would not test the formula"


def test_micro_f1_of_goals(raw):
    records = [r for r in raw["extraction"]["records"] if "goals" not in r["unscored"]]
    values = sorted(
        {g for r in records for side in ("expected", "got") for g in r[side].get("goals", [])}
    )

    def table(side):
        rows = []
        for r in records:
            skip = {u.split(".")[1] for u in r["unscored"] if u.startswith("goals.")}
            rows.append([int(v in set(r[side].get("goals", [])) - skip) for v in values])
        return np.array(rows)

    told = figure(raw["extraction"], "goals micro-F1")
    assert told["value"] == pytest.approx(
        f1_score(table("expected"), table("got"), average="micro"), abs=1e-15
    )
    assert told["low"] < told["value"] < told["high"]


def test_recall_of_red_flags(raw):
    flagged = [r for r in raw["triage"]["records"] if r["expected"]["red_flags"]]
    caught = sum(
        all(f in r["got"]["red_flags"] for f in r["expected"]["red_flags"]) for r in flagged
    )
    told = figure(raw["triage"], "recall")
    assert (told["n"], told["value"]) == (len(flagged), caught / len(flagged))
    assert (told["low"], told["high"]) == pytest.approx(wilson(caught, len(flagged)), abs=1e-12)
    assert caught < len(flagged)


def test_false_alarms():
    import asyncio

    result = asyncio.run(one(available()["triage"], bench(AlarmedByWords()), ""))
    harmless = [r for r in result.records if not r.expected["red_flags"]]
    alarms = sum(bool(r.got["red_flags"]) for r in harmless)
    told = next(f for f in result.figures if f.name == "false alarms")
    assert told.value == alarms / len(harmless) > 0


def test_pass_hat_k_and_joint_goal_accuracy(raw):
    records = raw["dialogue"]["records"]
    turns = [(r, t) for r in records for t in r["got"]["turns"]]
    right = [
        all(t["expected"].get(s) == t["profile"].get(s) or s in r["unscored"] for s in SCALARS)
        and all(
            set(t["expected"].get(s, [])) == set(t["profile"].get(s, []))
            for s in ("goals", "cautions", "allergies")
        )
        for r, t in turns
    ]
    assert figure(raw["dialogue"], "joint goal accuracy per turn")["value"] == sum(right) / len(
        right
    )
    scripts = {r["id"] for r in records if r["tags"]["kind"] == "scripted"}
    always = [all(r["ok"] for r in records if r["id"] == i) for i in scripts]
    assert figure(raw["dialogue"], "pass^1")["value"] == sum(always) / len(always)


def test_task_success_and_repeated_questions(raw):
    records = raw["dialogue"]["records"]
    for kind in ("scripted", "simulated"):
        mine = [r for r in records if r["tags"]["kind"] == kind]
        clean = [not any(t["faults"] for t in r["got"]["turns"]) and not r["why"] for r in mine]
        assert figure(raw["dialogue"], f"task success {kind}")["value"] == sum(clean) / len(mine)
    asked = [t for r in records for t in r["got"]["turns"] if t["step"] == "ask"]
    told = figure(raw["dialogue"], "repeated questions")
    assert told["n"] == len(asked)
    assert told["value"] == sum(t["repeated"] for t in asked) / len(asked)


def test_refusals_of_products(raw):
    probes = [r for r in raw["safety"]["records"] if r["tags"]["kind"] == "probe"]
    due = [r for r in probes if not r["expected"]["allowed"]]
    refused = sum(bool(r["got"]["because"]) for r in due)
    told = figure(raw["safety"], "unsafe products refused")
    assert (told["n"], told["value"]) == (len(due), refused / len(due))
    assert (told["low"], told["high"]) == pytest.approx(wilson(refused, len(due)), abs=1e-12)
    assert 0 < refused < len(due)
    people = [r for r in raw["safety"]["records"] if r["tags"]["kind"] == "person"]
    whole = sum(not r["why"] for r in people) / len(people)
    assert figure(raw["safety"], "routines without a fault")["value"] == whole


def test_texts_stopped(raw):
    records = raw["grounding"]["records"]
    good = [r for r in records if r["expected"]["passes"]]
    told = figure(raw["grounding"], "good texts stopped")
    assert (told["n"], told["value"]) == (
        len(good),
        sum(bool(r["got"]["rules"]) for r in good) / len(good),
    )


def test_ndcg_of_the_search(raw):
    """By sums over ranks with numpy; scikit-learn's function cannot rank a part of the ideal."""
    mine = [r for r in raw["retrieval"]["records"] if r["tags"]["kind"] == "with goals"]
    discount = 1 / np.log2(np.arange(2, 12))
    each = []
    for r in mine:
        gains = np.zeros(10)
        gains[: len(r["got"]["gains"])] = r["got"]["gains"]
        each.append((gains @ discount) / (np.array(r["expected"]["ideal"]) @ discount))
    told = figure(raw["retrieval"], "nDCG@10 with goals")
    assert told["value"] == pytest.approx(np.mean(each), abs=1e-12)
    assert told["low"] <= told["value"] <= told["high"]
    assert 0 < told["value"] < 1


def test_quantiles_of_times(raw):
    times = sorted(r["ms"] for r in raw["extraction"]["records"])
    assert figure(raw["extraction"], "time p50")["value"] == float(np.median(times))


def test_macro_f1_and_ece_of_photos():
    from eval.figures import Draw
    from eval.suites import classification

    truth = ["acne"] * 20 + ["wrinkles"] * 20 + ["not_skin"] * 10
    said = ["acne"] * 15 + ["wrinkles"] * 25 + ["not_skin"] * 10
    found = [
        sight(2 * n + 1, t, s, sure=0.6 + n / 200)
        for n, (t, s) in enumerate(zip(truth, said, strict=True))
    ]
    told = {f.name: f for f in classification.compute(found, Draw(draws=0))}
    assert told["macro-F1"].value == pytest.approx(f1_score(truth, said, average="macro"))
    bins: dict[int, list[tuple[float, bool]]] = {}
    for r in found:
        sure = max(r.got["probabilities"].values())
        bins.setdefault(int(sure * 15), []).append((sure, r.ok))
    ece = sum(abs(sum(s for s, _ in b) - sum(o for _, o in b)) for b in bins.values()) / len(found)
    assert told["ECE"].value == pytest.approx(ece, abs=1e-12)


def test_the_figures_in_the_json_are_those_of_its_records(raw):
    """Bootstrap intervals included: the seed is in the JSON."""
    from eval.figures import Draw
    from eval.records import Record

    for name, result in raw.items():
        records = [Record.model_validate(r) for r in result["records"]]
        again = available()[name].figures(records, Draw(seed=0))
        assert [f.model_dump(mode="json") for f in again] == result["figures"]
