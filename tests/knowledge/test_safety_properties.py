"""Invariants of the safety rules over generated products and people.

What an invariant looks for is written out here by name, apart from the data that the rules read.
Each is shown to fail once its rules are taken away.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from knowledge.product import Product, ProductActive
from knowledge.safety import Circumstances, all_rules, conflicts, violations
from knowledge.vocabulary import Active, Caution, Step, Tri

RETINOIDS = ("RETINOL", "Retinal", "RETINYL PALMITATE", "HYDROXYPINACOLONE RETINOATE")
ACIDS = ("GLYCOLIC ACID", "SALICYLIC ACID", "MANDELIC ACID", "AZELAIC ACID", "SODIUM GLYCOLATE")
SCENTS = ("PARFUM", "Parfum (Fragrance)", "LIMONENE", "LAVANDULA ANGUSTIFOLIA OIL", "LINALOOL")
LANOLIN = ("LANOLIN", "Lanolin Alcohol", "PEG-75 LANOLIN")
NUTS = ("PRUNUS AMYGDALUS DULCIS OIL", "MACADAMIA TERNIFOLIA SEED OIL", "CORYLUS AVELLANA SEED OIL")
HARSH = ("PUMICE", "HYDROQUINONE", "SODIUM LAURYL SULFATE", "ALCOHOL DENAT.", "KOJIC ACID")
CALM = ("AQUA", "GLYCERIN", "NIACINAMIDE", "PANTHENOL", "SQUALANE", "CETYL ALCOHOL", "CERAMIDE NP")
LABELS = RETINOIDS + ACIDS + SCENTS + LANOLIN + NUTS + HARSH + CALM
EXPECTING = {Caution.PREGNANCY, Caution.BREASTFEEDING, Caution.TRYING_TO_CONCEIVE}
ALL = settings(max_examples=10_000, deadline=None)
SOME = settings(max_examples=1_000, deadline=None)

people = st.builds(
    Circumstances,
    cautions=st.frozensets(st.sampled_from(Caution), max_size=3),
    allergies=st.lists(
        st.sampled_from(("lanolin", "ланолин", "fragrance", "отдушки", "nuts", "орехи")),
        max_size=2,
    ).map(tuple),
    age=st.none() | st.integers(0, 99),
    sensitive=st.booleans(),
    fragrance_free=st.booleans(),
)
strengths = st.lists(
    st.builds(
        ProductActive,
        active=st.just(Active.RETINOID),
        inci=st.just("RETINOL"),
        percent_max=st.floats(0, 2),
    ),
    max_size=1,
).map(tuple)
products = st.builds(
    Product,
    id=st.sampled_from(("one", "two")),
    name=st.just("name"),
    step=st.sampled_from(Step),
    ingredients=st.lists(st.sampled_from(LABELS), max_size=8, unique=True).map(tuple),
    actives=strengths,
    fragrance_free=st.sampled_from(Tri),
    pregnancy=st.sampled_from(Tri),
)

plain_products = st.builds(
    Product,
    id=st.just("one"),
    name=st.just("name"),
    step=st.sampled_from((Step.SERUM, Step.CLEANSER)),
    ingredients=st.lists(st.sampled_from(LABELS), max_size=1).map(tuple),
    actives=strengths,
)


@dataclass(frozen=True)
class Invariant:
    """What must never be permitted, and the rules that see to it."""

    broken: Callable[[Product, Circumstances], bool]
    rules: frozenset[str]


def _has(product: Product, names: tuple[str, ...]) -> bool:
    return not set(names).isdisjoint(product.ingredients)


def _allergic(person: Circumstances, *names: str) -> bool:
    return not set(names).isdisjoint(person.allergies)


INVARIANTS = {
    "no retinoid for who expects a child": Invariant(
        lambda p, who: bool(EXPECTING & who.cautions) and _has(p, RETINOIDS),
        frozenset({"pregnancy_retinoid"}),
    ),
    "no hydroquinone for who expects a child": Invariant(
        lambda p, who: bool(EXPECTING & who.cautions) and _has(p, ("HYDROQUINONE",)),
        frozenset({"pregnancy_hydroquinone", "medicine", "eu_limit"}),
    ),
    "no leave-on salicylic acid in pregnancy": Invariant(
        lambda p, who: (
            Caution.PREGNANCY in who.cautions
            and p.step is Step.SERUM
            and _has(p, ("SALICYLIC ACID",))
        ),
        frozenset({"pregnancy_salicylic"}),
    ),
    "no acids, retinoids or scrubs on isotretinoin": Invariant(
        lambda p, who: (
            Caution.ISOTRETINOIN in who.cautions and _has(p, (*RETINOIDS, *ACIDS, "PUMICE"))
        ),
        frozenset({"isotretinoin"}),
    ),
    "no acids, retinoids or scrubs after a procedure": Invariant(
        lambda p, who: (
            Caution.RECENT_PROCEDURE in who.cautions and _has(p, (*RETINOIDS, *ACIDS, "PUMICE"))
        ),
        frozenset({"recent_procedure"}),
    ),
    "no retinoid under eighteen": Invariant(
        lambda p, who: (
            (Caution.MINOR in who.cautions or (who.age or 99) < 18) and _has(p, RETINOIDS)
        ),
        frozenset({"minor", "under_14"}),
    ),
    "nothing under fourteen": Invariant(
        lambda p, who: who.age is not None and who.age < 14, frozenset({"under_14"})
    ),
    "no lanolin for who is allergic to it": Invariant(
        lambda p, who: _allergic(who, "lanolin", "ланолин") and _has(p, LANOLIN),
        frozenset({"allergy"}),
    ),
    "no fragrance for who is allergic to it": Invariant(
        lambda p, who: _allergic(who, "fragrance", "отдушки") and _has(p, SCENTS),
        frozenset({"allergy"}),
    ),
    "no nuts for who is allergic to them": Invariant(
        lambda p, who: _allergic(who, "nuts", "орехи") and _has(p, NUTS),
        frozenset({"allergy"}),
    ),
    "an unknown list is never safe for an allergy": Invariant(
        lambda p, who: bool(who.allergies) and not p.ingredients,
        frozenset({"missing_inci_allergy"}),
    ),
    "an unknown list is never safe for who expects a child": Invariant(
        lambda p, who: bool(EXPECTING & who.cautions) and not p.ingredients,
        frozenset({"missing_inci"}),
    ),
    "no fragrance where none is wanted": Invariant(
        lambda p, who: who.fragrance_free and _has(p, SCENTS),
        frozenset({"fragrance_free"}),
    ),
    "unknown is not fragrance-free": Invariant(
        lambda p, who: who.fragrance_free and not p.ingredients and p.fragrance_free is not Tri.YES,
        frozenset({"fragrance_free"}),
    ),
    "no retinol above the EU limit": Invariant(
        lambda p, who: any((a.percent_max or 0) > 0.3 for a in p.actives),
        frozenset({"eu_limit"}),
    ),
}


@ALL
@given(product=products, person=people)
def test_every_invariant_holds(product, person):
    broken = [name for name, invariant in INVARIANTS.items() if invariant.broken(product, person)]
    assert not broken or violations(product, person)


@pytest.mark.parametrize("name", INVARIANTS)
def test_an_invariant_breaks_without_its_rules(name):
    invariant = INVARIANTS[name]
    rest = [rule for rule in all_rules() if rule.id not in invariant.rules]

    def slips_through(case: tuple[Product, Circumstances]) -> bool:
        product, person = case
        return invariant.broken(product, person) and not violations(product, person, rules=rest)

    try:
        find(st.tuples(plain_products, people), slips_through, settings=ALL)
    except NoSuchExample:
        pytest.fail(f"{name}: still held without {sorted(invariant.rules)}")


@SOME
@given(product=products, person=people, caution=st.sampled_from(Caution))
def test_one_more_caution_never_permits_more(product, person, caution):
    stricter = Circumstances(
        person.cautions | {caution},
        person.allergies,
        person.age,
        sensitive=person.sensitive,
        fragrance_free=person.fragrance_free,
    )
    found = {violation.rule for violation in violations(product, person)}
    assert found <= {violation.rule for violation in violations(product, stricter)}


@SOME
@given(product=products, person=people, name=st.sampled_from(LABELS))
def test_one_more_ingredient_never_heals_a_known_list(product, person, name):
    if not product.ingredients:
        return
    longer = product.model_copy(update={"ingredients": (*product.ingredients, name)})
    found = {violation.rule for violation in violations(product, person)}
    assert found <= {violation.rule for violation in violations(longer, person)}


@SOME
@given(first=products, second=products)
def test_a_conflict_does_not_depend_on_the_order(first, second):
    assert {c.rule for c in conflicts(first, second)} == {c.rule for c in conflicts(second, first)}


@SOME
@given(first=products, second=products)
def test_a_leave_on_retinoid_and_an_acid_always_conflict(first, second):
    strong = ("GLYCOLIC ACID", "SALICYLIC ACID", "MANDELIC ACID")
    if first.id != second.id and _has(first, RETINOIDS) and _has(second, strong):
        assert conflicts(first, second)
