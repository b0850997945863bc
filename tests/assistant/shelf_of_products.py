"""A tiny catalogue for routine tests: each product exists to make one rule visible."""

from collections.abc import Iterable

from assistant.profile import Profile
from assistant.routine import NoRoutine, Routine, Wish, compose
from assistant.routine.judging import SafetyJudge
from assistant.texts import texts
from knowledge.product import Product, ProductActive
from knowledge.regimen import load_regimen
from knowledge.retrieval import Scored
from knowledge.vocabulary import Active, Concern, Language, SkinType, Step, Texture, Tri

ACTIVES = {
    "RETINOL": Active.RETINOID,
    "GLYCOLIC ACID": Active.AHA,
    "SALICYLIC ACID": Active.BHA,
    "NIACINAMIDE": Active.NIACINAMIDE,
    "AZELAIC ACID": Active.AZELAIC_ACID,
    "ASCORBIC ACID": Active.VITAMIN_C,
    "CAFFEINE": Active.CAFFEINE,
    "CERAMIDE NP": Active.CERAMIDE,
    "BENZOYL PEROXIDE": Active.BENZOYL_PEROXIDE,
}


def product(
    name: str,
    step: Step,
    price: int | None = 500,
    *,
    holds: Iterable[str] = (),
    goals: Iterable[Concern] = (),
    texture: Texture = Texture.CREAM,
    suits: Iterable[SkinType] = tuple(SkinType),
    spf: int | None = None,
    listed: bool = True,
    partner: str | None = None,
) -> Product:
    """A product whose list is water, glycerin and what it `holds`."""
    named = tuple(holds)
    return Product(
        id=name,
        name=f"{name} test",
        step=step,
        texture=texture,
        ingredients=("AQUA", *named, "GLYCERIN") if listed else (),
        actives=tuple(
            ProductActive(active=ACTIVES[inci], inci=inci) for inci in named if inci in ACTIVES
        ),
        concerns=tuple(goals),
        skin_types=dict.fromkeys(suits, Tri.YES),
        fragrance_free=Tri.NO if "PARFUM" in named else Tri.YES,
        pregnancy=Tri.NO if "RETINOL" in named else Tri.YES,
        spf=spf,
        price_rub=price,
        partner=partner,
    )


WASH = product("wash", Step.CLEANSER, 300, texture=Texture.GEL)
CREAM = product("cream", Step.MOISTURIZER, 400, holds=["CERAMIDE NP"])
SPF = product("spf", Step.SUNSCREEN, 600, holds=["ETHYLHEXYL TRIAZONE"], spf=50)
BASICS = (WASH, CREAM, SPF)
RETINOL = product(
    "retinol", Step.SERUM, 900, holds=["RETINOL"], goals=[Concern.WRINKLES], texture=Texture.FLUID
)
ACID = product("acid", Step.EXFOLIANT, 700, holds=["GLYCOLIC ACID"], texture=Texture.WATER)
NIACINAMIDE = product("niacinamide", Step.SERUM, 500, holds=["NIACINAMIDE"], texture=Texture.GEL)
VITAMIN_C = product("vitamin_c", Step.SERUM, 800, holds=["ASCORBIC ACID"], texture=Texture.WATER)
EYE = product("eye", Step.EYE, 450, holds=["CAFFEINE"], goals=[Concern.PUFFINESS])


def routine(
    profile: Profile, *products: Product, wish: Wish | None = None, known: object = None
) -> Routine:
    """The routine that these products give, all found equally relevant."""
    found = outcome(profile, *products, wish=wish, known=known)
    assert isinstance(found, Routine)
    return found


def outcome(
    profile: Profile, *products: Product, wish: Wish | None = None, known: object = None
) -> Routine | NoRoutine:
    """As `routine`, or the reason why there is none."""
    language = profile.language or Language.EN
    more = {} if known is None else {"known": known}
    return compose(
        profile,
        [Scored(product=item, score=0.5, parts={}) for item in products],
        texts=texts(language),
        judge=SafetyJudge(profile, language),
        regimen=load_regimen(),
        wish=wish,
        **more,
    )
