"""How long composing takes, beside the judging that nothing can save. One run, same machine.

    python benchmarks/routine.py

Prints CPU milliseconds (p50, p95) for about 100 candidates: the safety judgement of each candidate
alone, composing for the first person a process meets, and composing once pairs are known.
"""

import time
from collections.abc import Callable

import numpy as np

from assistant.profile import Profile
from assistant.recommending import Recommender
from assistant.routine import Wish, compose
from assistant.routine.judging import Conflicts, SafetyJudge
from assistant.texts import texts
from knowledge.catalogue import Catalogue
from knowledge.regimen import load_regimen
from knowledge.retrieval import Scored
from knowledge.scanning import ScanRetriever
from knowledge.starter import load_starter
from knowledge.vocabulary import Caution, Concern, Language, SkinType

GOALS = ((Concern.ACNE, Concern.POST_ACNE), (Concern.WRINKLES, Concern.DULLNESS),
         (Concern.DRYNESS,), (Concern.BLACKHEADS, Concern.PUFFINESS, Concern.OILINESS))  # fmt: skip
PROFILES = [
    Profile(skin_type=skin, goals=goals, budget_rub=budget, cautions=cautions)
    for skin in SkinType
    for goals in GOALS
    for budget, cautions in ((None, ()), (3000, ()), (6000, (Caution.PREGNANCY,)))
]


def clocked(work: Callable[[], object]) -> float:
    """CPU milliseconds of one call."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def composing(profile: Profile, found: list[Scored], conflicts: Conflicts) -> float:
    judge = SafetyJudge(profile, Language.EN, conflicts)
    return clocked(
        lambda: compose(
            profile,
            found,
            texts=texts(Language.EN),
            judge=judge,
            regimen=load_regimen(),
            wish=Wish(),
        )
    )


def judging(profile: Profile, found: list[Scored]) -> float:
    judge = SafetyJudge(profile, Language.EN)
    return clocked(lambda: [judge.violations(item.product) for item in found])


def main() -> None:
    catalogue = Catalogue(load_starter(), starter=True)
    recommender = Recommender(ScanRetriever(catalogue), catalogue)
    cases = [(item, recommender.candidates(item, Language.EN)) for item in PROFILES]
    for profile, found in cases:
        composing(profile, found, {})
    warm: Conflicts = {}
    for profile, found in cases:
        composing(profile, found, warm)
    rows = {
        "judging alone": [judging(*case) for case in cases],
        "composing, no pair known": [composing(*case, {}) for case in cases],
        "composing, pairs known": [composing(*case, warm) for case in cases],
    }
    print(f"{len(cases)} profiles, {np.mean([len(found) for _, found in cases]):.0f} candidates")
    base = float(np.median(rows["judging alone"]))
    for name, times in rows.items():
        p50, p95 = np.percentile(times, [50, 95])
        print(f"{name:26} p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   {p50 / base:4.1f} x judging")


if __name__ == "__main__":
    main()
