"""Profile and products in, a safe and ordered routine out. Pure."""

from pydantic import BaseModel, ConfigDict


class RoutineStep(BaseModel):
    """One step of a routine."""

    model_config = ConfigDict(frozen=True)

    step: str
    product_id: str | None = None  # None: a product of the person's own shelf
    name: str
    brand: str | None = None
    price_rub: int | None = None
    when: str
    why: str
    amount: str = ""


class LeftOut(BaseModel):
    """A product that was considered and excluded, with the rule's source."""

    model_config = ConfigDict(frozen=True)

    product_id: str
    name: str = ""
    because: str
    source: str


class Warning(BaseModel):
    """Something that must be said, with its source."""

    model_config = ConfigDict(frozen=True)

    text: str
    source: str


class Routine(BaseModel):
    """A morning and evening routine; field names are the published interface."""

    model_config = ConfigDict(frozen=True)

    morning: tuple[RoutineStep, ...]
    evening: tuple[RoutineStep, ...]
    introduction: tuple[str, ...] = ()
    patch_test: str = ""
    expect: str = ""
    total_rub: int = 0
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[Warning, ...] = ()
    disclaimer: str
