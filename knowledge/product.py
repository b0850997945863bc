"""A product as the catalogue knows it: unknown is kept apart from no."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge.vocabulary import Active, Concern, SkinType, Step, Texture, Tri


class ProductActive(BaseModel):
    """An active ingredient of a product, with its strength where the label states one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    active: Active
    inci: str
    percent_min: float | None = Field(default=None, ge=0, le=100, description="percent by weight")
    percent_max: float | None = Field(default=None, ge=0, le=100, description="percent by weight")


class Price(BaseModel):
    """What a product costs where it was seen, before conversion to RUB."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: float = Field(ge=0)
    currency: str = Field(pattern="^[A-Z]{3}$", description="ISO 4217")
    as_of: date | None = None


class Product(BaseModel):
    """One catalogue entry; immutable and complete enough to be judged by the safety rules."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1, max_length=200)
    kind: Literal["type", "product"] = "product"
    name: str = Field(min_length=1, max_length=500)
    name_ru: str | None = None
    brand: str | None = None
    step: Step
    texture: Texture = Texture.UNKNOWN
    ingredients: tuple[str, ...] = Field(
        default=(), description="INCI names in label order; empty means the list is not known"
    )
    actives: tuple[ProductActive, ...] = ()
    concerns: tuple[Concern, ...] = ()
    skin_types: dict[SkinType, Tri] = Field(default_factory=dict)
    sensitive_ok: Tri = Tri.UNKNOWN
    fragrance_free: Tri = Tri.UNKNOWN
    pregnancy: Tri = Field(default=Tri.UNKNOWN, description="yes: no ingredient to avoid is known")
    spf: int | None = Field(default=None, ge=2, le=100)
    size: str | None = None
    price: Price | None = None
    price_rub: int | None = Field(default=None, ge=0, description="lower end of the range, RUB")
    price_rub_max: int | None = Field(default=None, ge=0, description="upper end, RUB")
    available: bool = True
    partner: str | None = Field(default=None, description="whose catalogue; None: the operator's")
    sources: dict[str, str] = Field(default_factory=dict, description="field name -> where from")

    def suits(self, skin_type: SkinType) -> Tri:
        """Whether the product is known to suit a skin type."""
        return self.skin_types.get(skin_type, Tri.UNKNOWN)

    def display_name(self, language: str) -> str:
        """The name in the person's language where there is one."""
        return self.name_ru if language == "ru" and self.name_ru else self.name


class Same:
    """A product compared by identity, for caches: it never changes and is slow to hash."""

    __slots__ = ("product",)

    def __init__(self, product: Product) -> None:
        self.product = product

    def __hash__(self) -> int:
        return hash(self.product.id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.product is other.product
