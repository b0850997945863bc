"""Whatever a person says and whatever retrieval finds, a routine breaks no safety invariant."""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from assistant.profile import Profile
from assistant.routine import NoRoutine, Routine, Wish, compose
from assistant.routine.judging import SafetyJudge
from assistant.texts import texts
from knowledge.product import Product
from knowledge.regimen import load_regimen
from knowledge.vocabulary import Language
from tests.assistant.invariants import broken
from tests.assistant.strategies import candidates, catalogue, profiles, shop_file

FEW = int(os.environ.get("ALOE_PROPERTY_EXAMPLES", "150"))
MANY = 10_000


def routine_of(profile: Profile, found: list, minimal: bool) -> Routine | NoRoutine:
    language = profile.language or Language.RU
    return compose(
        profile,
        found,
        texts=texts(language),
        judge=SafetyJudge(profile, language),
        regimen=load_regimen(),
        wish=Wish(minimal=minimal),
    )


def hold(products: tuple[Product, ...], examples: int) -> None:
    """Every invariant over `examples` generated profiles with generated candidates."""
    by_id = {product.id: product for product in products}

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # a profile is read at a glance: shrinking takes minutes
    )
    @given(profiles, candidates(products), st.sampled_from([False, False, False, True]))
    def check(profile: Profile, found: list, minimal: bool) -> None:
        routine = routine_of(profile, found, minimal)
        faults = broken(routine, profile, by_id)
        note(f"{profile.reported()}")
        assert not faults, sorted(faults)

    check()


def need(name: str) -> None:
    if name != "starter" and not shop_file(name).exists():
        pytest.skip(f"the {name} catalogue is not on this machine")


@pytest.mark.parametrize("name", ["starter", "sephora", "lookfantastic"])
def test_no_generated_profile_breaks_an_invariant(name: str) -> None:
    need(name)
    hold(catalogue(name), FEW)


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("name", ["starter", "sephora", "lookfantastic"])
def test_none_of_ten_thousand_profiles_breaks_an_invariant(name: str) -> None:
    need(name)
    hold(catalogue(name), MANY)
