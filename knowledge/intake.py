"""A shop's row becomes a product, or a fault that says what to do. Pure but for the rules' data."""

import ast
import re
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from knowledge.derive import derive, step_of, texture_of
from knowledge.label import Ingredient, parse_inci
from knowledge.mapping import Mapping
from knowledge.product import Price, Product
from knowledge.readers import Fault, Row, Value
from knowledge.vocabulary import Step, Texture

MAX_NAME = 500
MAX_PRICE = 1e8
_FORMULA = re.compile(r"^[=@\t\r]|^[+-].*[(|!]")
_PRICE = re.compile(r"-?\d[\d\s.,'\u00a0\u202f]*")
_NEGATIVE = re.compile(r"^\W*[-\u2212]")
_SIGNS = {"$": "USD", "£": "GBP", "€": "EUR", "₽": "RUB", "руб": "RUB", "р.": "RUB"}
_SPF = re.compile(r"\bSPF\s*(\d{1,3})", re.IGNORECASE)
_NOT_THERE = frozenset({"0", "no", "false", "нет", "out of stock", "outofstock", "n", "-"})


@dataclass(frozen=True, slots=True)
class Intake:
    """How rows of one file are read.

    Attributes:
        columns: Field -> the file's columns, the first that is filled counts.
        mapping: Steps, currency, and what identifies a product.
        rates: Roubles for one unit of a currency.
        as_of: The day of the prices.
        partner: Whose catalogue, or None; a partner's ids get its name in front.
    """

    columns: Dict[str, Sequence[str]]
    mapping: Mapping
    rates: Dict[str, float]
    as_of: date | None = None
    partner: str | None = None

    def product(self, row: Row) -> Product | Fault:
        """The product of a row, or the first thing that is wrong with it."""
        try:
            return self._product(row)
        except _Bad as bad:
            return Fault(row.number, bad.field, bad.reason, bad.todo)
        except ValidationError as error:
            fault = error.errors()[0]
            field = ".".join(map(str, fault["loc"]))
            return Fault(row.number, field, fault["msg"], "Correct the value.")

    def _product(self, row: Row) -> Product:
        name = self._named(row)
        category = [c for c in self._all(row, "category") if c]
        step = self._step(row, name, category)
        ingredients = _ingredients(self._raw(row, "ingredients"))
        price = self._price(row)
        spf = _spf(self._text(row, "spf"), name)
        rules = derive(step, ingredients, spf=spf)
        return Product(
            id=self._id(row),
            name=name,
            name_ru=self._text(row, "name_ru") or None,
            brand=self._text(row, "brand") or None,
            step=step,
            texture=self._texture(row, name, category),
            ingredients=tuple(item.inci for item in ingredients),
            spf=spf,
            size=self._text(row, "size")[:100] or None,
            price=price,
            price_rub=self._rub(price),
            available=self._text(row, "available").casefold() not in _NOT_THERE,
            partner=self.partner,
            **rules.model_dump(exclude={"sources"}),
            sources=rules.sources | self._sources(),
        )

    def _sources(self) -> dict[str, str]:
        return {field: f"column {' / '.join(names)}" for field, names in self.columns.items()}

    def _named(self, row: Row) -> str:
        name = self._text(row, "name")
        if not name:
            raise _Bad("name", "is empty", "Fill in the product's name.")
        if len(name) > MAX_NAME:
            raise _Bad("name", f"is longer than {MAX_NAME} characters", "Shorten it.")
        if _FORMULA.search(name):
            raise _Bad("name", "looks like a spreadsheet formula", "Write the name as plain text.")
        return name

    def _id(self, row: Row) -> str:
        own = self._text(row, "id")
        if not own and self.mapping.id_from:
            own = "-".join(_slug(self._text(row, field)) for field in self.mapping.id_from)
        if not own:
            raise _Bad("id", "is empty", "Fill it in, or set id_from: [name] in the mapping.")
        if _FORMULA.search(own):
            raise _Bad("id", "looks like a spreadsheet formula", "Write the id as plain text.")
        return (f"{_slug(self.partner)}:{own}" if self.partner else own)[:200]

    def _step(self, row: Row, name: str, category: Sequence[str]) -> Step:
        stated = self._text(row, "step")
        if stated in set(Step):
            return Step(stated)
        shelf = next(
            (s for c in category if (s := self.mapping.steps.get(c.casefold()) or step_of(c))), None
        )
        decides = any(c.casefold() in self.mapping.category_decides for c in category)
        noun = step_of(name)
        if shelf and (decides or noun is None):
            return shelf
        if noun:
            return noun
        return Step.SUNSCREEN if _SPF.search(name) else Step.OTHER

    def _texture(self, row: Row, name: str, category: Sequence[str]) -> Texture:
        stated = self._text(row, "texture")
        return Texture(stated) if stated in set(Texture) else texture_of(name, *category)

    def _price(self, row: Row) -> Price | None:
        text = self._text(row, "price")
        if not text:
            return None
        found = _PRICE.search(text)
        if not found:
            raise _Bad("price", f"is not a number: {text[:30]!r}", "Write a number such as 890.50.")
        amount = _number(found.group())
        if _NEGATIVE.search(text):
            raise _Bad("price", "is negative", "Write the price without a minus.")
        if amount > MAX_PRICE:
            raise _Bad("price", "is too large", "Write the price of one product.")
        sign = next((code for mark, code in _SIGNS.items() if mark in text.casefold()), None)
        currency = self._text(row, "currency").upper() or sign or self.mapping.currency
        if currency not in self.rates:
            raise _Bad(
                "currency", f"has no rate: {currency[:10]}", "Give one: --rate CODE=ROUBLES."
            )
        return Price(amount=amount, currency=currency, as_of=self.as_of)

    def _rub(self, price: Price | None) -> int | None:
        return None if price is None else round(price.amount * self.rates[price.currency])

    def _raw(self, row: Row, field: str) -> Value:
        filled = (row.values.get(name, "") for name in self.columns.get(field, ()))
        return next((value for value in filled if value and value != "<unk>"), "")

    def _text(self, row: Row, field: str) -> str:
        value = self._raw(row, field)
        return " ".join((value if isinstance(value, str) else ", ".join(value)).split())

    def _all(self, row: Row, field: str) -> list[str]:
        return [
            " ".join(str(v if isinstance(v, str) else ", ".join(v)).split())
            for name in self.columns.get(field, ())
            if (v := row.values.get(name, "")) != "<unk>"
        ]


class _Bad(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, field: str, reason: str, todo: str) -> None:
        super().__init__(reason)
        self.field, self.reason, self.todo = field, reason, todo


def _ingredients(raw: Value) -> tuple[Ingredient, ...]:
    if isinstance(raw, str) and raw.startswith("[") and raw.rstrip().endswith("]"):
        try:
            parsed = ast.literal_eval(raw)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            parsed = raw
        raw = [str(item) for item in parsed] if isinstance(parsed, list) else raw
    return parse_inci(raw)


def _number(text: str) -> float:
    """1 234,50 and 1,234.50 alike; a lone comma before three digits separates thousands."""
    text = re.sub(r"[\s'\u00a0\u202f]", "", text).rstrip(".,")
    if "," in text and "." in text:
        comma_last = text.rfind(",") > text.rfind(".")
        text = text.replace(".", "").replace(",", ".") if comma_last else text.replace(",", "")
    elif re.search(r",\d{3}$", text) or text.count(",") > 1:
        text = text.replace(",", "")
    else:
        text = text.replace(",", ".")
    try:
        return float(text)
    except ValueError:
        raise _Bad("price", "is not a number", "Write a number such as 890.50.") from None


def _spf(stated: str, name: str) -> int | None:
    found = _SPF.search(f"SPF {stated}" if stated else name)
    value = int(found.group(1)) if found else 0
    return value if 2 <= value <= 100 else None


def _slug(text: str) -> str:
    return re.sub(r"[^\w]+", "-", text.casefold()).strip("-")[:120]
