"""Profiles and candidate products for property tests: adversarial on purpose."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from assistant.profile import Profile
from assistant.settings import Settings
from knowledge.catalogue import Catalogue
from knowledge.importing import import_file
from knowledge.mapping import load_mapping
from knowledge.product import Product, ProductActive
from knowledge.retrieval import Scored
from knowledge.starter import load_starter
from knowledge.vocabulary import Active, Caution, Concern, SkinType, Step
from tests.assistant.invariants import ALLERGIES

SHOPS = {
    "sephora": ("sephora_2288_en_usd.csv", "sephora_usd"),
    "lookfantastic": ("lookfantastic_1138_en_gbp.csv", "lookfantastic_gbp"),
}
SHELF = (
    "крем Nivea", "сыворотка с ретинолом", "retinol serum", "CeraVe SPF 50", "гель для умывания",
    "адапален гель", "тоник с гликолевой кислотой", "что-то от косметолога", "niacinamide serum",
    "дневной крем SPF 15", "micellar water", "базирон",
)  # fmt: skip


def shop_file(name: str) -> Path:
    """Where a shop catalogue would be; only on machines that hold the evaluation data."""
    return Settings().data_dir / "catalogue" / SHOPS[name][0]


@lru_cache(maxsize=4)
def catalogue(name: str) -> tuple[Product, ...]:
    """All products of the starter or of a shop catalogue, through the real import."""
    if name == "starter":
        starter = load_starter()
        return (*starter, *hostile(starter))
    with TemporaryDirectory() as folder:
        store = Path(folder) / "catalogue.sqlite3"
        import_file(shop_file(name), store, mapping=load_mapping(SHOPS[name][1]))
        return tuple(Catalogue.load(store).products)


def hostile(products: Sequence[Product]) -> list[Product]:
    """Tempting products that no rule may let pass: cheap, and each with one thing wrong."""
    made = []
    for number, product in enumerate(products[::9]):
        named = {"id": f"{product.id}-unlisted", "ingredients": (), "price_rub": 50}
        made.append(product.model_copy(update=named))
        unpriced = {"id": f"{product.id}-unpriced", "price_rub": None, "price_rub_max": None}
        made.append(product.model_copy(update=unpriced))
        inci, active, percent = OVER_LIMIT[number % len(OVER_LIMIT)]
        strong = ProductActive(active=active, inci=inci, percent_min=percent, percent_max=percent)
        over = {
            "id": f"{product.id}-over",
            "price_rub": 60,
            "ingredients": (product.ingredients[0], inci, *product.ingredients[1:]),
            "actives": (*product.actives, strong),
        }
        made.append(product.model_copy(update=over))
    return made


OVER_LIMIT = (
    ("RETINOL", Active.RETINOID, 1.0),
    ("KOJIC ACID", Active.KOJIC_ACID, 2.0),
    ("ALPHA-ARBUTIN", Active.ARBUTIN, 5.0),
    ("HYDROQUINONE", Active.HYDROQUINONE, 2.0),
    ("SALICYLIC ACID", Active.BHA, 5.0),
)

ages = st.one_of(st.none(), st.sampled_from([0, 13, 14, 15, 17, 18, 25, 40, 70]))
anyone = st.builds(
    Profile,
    skin_type=st.one_of(st.none(), st.sampled_from(SkinType)),
    sensitive=st.sampled_from([None, True, False]),
    goals=st.lists(st.sampled_from(Concern), max_size=4, unique=True).map(tuple),
    age=ages,
    cautions=st.lists(st.sampled_from(Caution), max_size=2, unique=True).map(tuple),
    allergies=st.lists(st.sampled_from(sorted(ALLERGIES)), max_size=2, unique=True).map(tuple),
    budget_rub=st.one_of(st.none(), st.integers(0, 15_000)),
    fragrance_free=st.sampled_from([None, None, True]),
    shelf=st.lists(st.sampled_from(SHELF), max_size=2, unique=True).map(tuple),
    language=st.sampled_from(["ru", "en"]),
)

# Hardly restricted adults with several goals: those whose routines hold strong actives.
free_adults = st.builds(
    Profile,
    skin_type=st.sampled_from([None, SkinType.OILY, SkinType.NORMAL, SkinType.DRY]),
    goals=st.lists(
        st.sampled_from(
            [
                Concern.WRINKLES, Concern.BLACKHEADS, Concern.DULLNESS, Concern.ACNE,
                Concern.UNEVEN_TEXTURE, Concern.PUFFINESS, Concern.ENLARGED_PORES,
            ]
        ),
        min_size=2, max_size=4, unique=True,
    ).map(tuple),
    age=st.sampled_from([None, 18, 45]),
    budget_rub=st.one_of(st.none(), st.none(), st.integers(1_500, 9_000)),
    shelf=st.lists(st.sampled_from(SHELF), max_size=1).map(tuple),
    language=st.sampled_from(["ru", "en"]),
)  # fmt: skip
profiles = st.one_of(anyone, free_adults)

_BY_STEP_ENOUGH = 8
_UNUSED = {Step.MASK, Step.OIL, Step.OTHER, Step.MAKEUP_REMOVER}


def candidates(products: Sequence[Product]) -> st.SearchStrategy[list[Scored]]:
    """A retrieval result that no filter has touched: some products of each step, any scores.

    Products of the kinds that rules are about come up more often than chance would have them.
    """
    by_step: dict[Step, list[Product]] = {}
    for product in products:
        if product.step not in _UNUSED:
            by_step.setdefault(product.step, []).append(product)

    def pick(seed: int, sunscreens: bool) -> list[Scored]:
        chosen = []
        for number, (step, group) in enumerate(sorted(by_step.items())):
            if step is Step.SUNSCREEN and not sunscreens:
                continue
            start = seed * (2 * number + 7919)
            for k in range(min(_BY_STEP_ENOUGH, len(group))):
                index = (start + k * (1 + seed % 97)) % len(group)
                score = ((start ^ (k * 2654435761)) % 1000) / 1000
                chosen.append(Scored(product=group[index], score=score, parts={}))
        return list({item.product.id: item for item in chosen}.values())

    return st.builds(pick, st.integers(0, 2**31), st.sampled_from([True] * 9 + [False]))
