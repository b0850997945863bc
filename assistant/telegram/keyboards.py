"""Typed callback data and the buttons that carry it. Pure except for aiogram's types."""

from collections.abc import Callable, Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from assistant.reply import Option
from knowledge.vocabulary import Language

Words = Callable[..., str]
ROW_CHARS = 32  # labels in one row stay readable on a narrow phone
LABEL_CHARS = 60


class Pick(CallbackData, prefix="o"):
    """An answer offered by a reply: the key finds what it stands for."""

    key: str
    index: int


class Picked(CallbackData, prefix="ok"):
    """An answer that was picked already: pressing it again does nothing."""


class Consent(CallbackData, prefix="c"):
    """Yes or no to photo analysis."""

    granted: bool


class Privacy(CallbackData, prefix="p"):
    """Show the privacy notice."""


class Rate(CallbackData, prefix="r"):
    """A score for the last routine."""

    score: int


class Speak(CallbackData, prefix="l"):
    """A language."""

    language: Language


class Erase(CallbackData, prefix="d"):
    """Yes or no to deleting everything."""

    sure: bool


class View(CallbackData, prefix="v"):
    """The routine card in brief or in full."""

    brief: bool


class Explain(CallbackData, prefix="x"):
    """Show what the findings rest on."""

    key: str


def _button(text: str, data: CallbackData) -> InlineKeyboardButton:
    label = text if len(text) <= LABEL_CHARS else text[: LABEL_CHARS - 1] + "…"
    return InlineKeyboardButton(text=label, callback_data=data.pack())


def _rows(buttons: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    rows: list[list[InlineKeyboardButton]] = []
    used = ROW_CHARS
    for button in buttons:
        if used + len(button.text) > ROW_CHARS:
            rows.append([])
            used = 0
        rows[-1].append(button)
        used += len(button.text) + 4
    return rows


def _markup(rows: list[list[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=rows)


def options(key: str, offered: Sequence[Option]) -> InlineKeyboardMarkup:
    """The answers a reply offers."""
    return _markup(_rows([_button(o.label, Pick(key=key, index=i)) for i, o in enumerate(offered)]))


def picked(label: str) -> InlineKeyboardMarkup:
    """What remains of the offered answers: the one that was picked."""
    return _markup([[_button(f"✓ {label.removeprefix('✓ ')}", Picked())]])


def consent(words: Words) -> InlineKeyboardMarkup:
    """Yes, no, and the notice."""
    return _markup(
        [
            [
                _button(words("tg-consent-yes"), Consent(granted=True)),
                _button(words("tg-consent-no"), Consent(granted=False)),
            ],
            [_button(words("tg-consent-more"), Privacy())],
        ]
    )


def withdraw(words: Words, *, granted: bool) -> InlineKeyboardMarkup:
    """Under the privacy notice: give consent or take it back."""
    key = "tg-consent-withdraw" if granted else "tg-consent-yes"
    return _markup([[_button(words(key), Consent(granted=not granted))]])


def rating(chosen: int | None = None) -> InlineKeyboardMarkup:
    """0 to 10; the chosen one is marked and may be changed."""
    buttons = [_button(f"✓ {n}" if n == chosen else str(n), Rate(score=n)) for n in range(11)]
    return _markup([buttons[:6], buttons[6:]])


def languages() -> InlineKeyboardMarkup:
    """Each language in its own name."""
    return _markup(
        [
            [
                _button("Русский", Speak(language=Language.RU)),
                _button("English", Speak(language=Language.EN)),
            ]
        ]
    )


def erase(words: Words) -> InlineKeyboardMarkup:
    """Asks once before everything is deleted."""
    return _markup(
        [
            [
                _button(words("tg-delete-yes"), Erase(sure=True)),
                _button(words("tg-delete-no"), Erase(sure=False)),
            ]
        ]
    )


def view(words: Words, *, brief: bool) -> list[InlineKeyboardButton]:
    """The button that switches the card to the other view."""
    key = "tg-card-more" if brief else "tg-card-less"
    return [_button(words(key), View(brief=not brief))]


def switched(
    shown: InlineKeyboardMarkup | None, words: Words, *, brief: bool
) -> InlineKeyboardMarkup:
    """The buttons under a card that changes its view: the other ones stay."""
    rows = shown.inline_keyboard if shown is not None else []
    prefix = f"{View.__prefix__}:"
    others = [row for row in rows if not (row[0].callback_data or "").startswith(prefix)]
    return _markup([*others, view(words, brief=brief)])


def explain(words: Words, key: str) -> list[InlineKeyboardButton]:
    """The button that shows what the findings rest on."""
    return [_button(words("tg-explain"), Explain(key=key))]


def stacked(
    *groups: InlineKeyboardMarkup | list[InlineKeyboardButton] | None,
) -> InlineKeyboardMarkup | None:
    """Several groups of buttons under one message."""
    rows: list[list[InlineKeyboardButton]] = []
    for group in groups:
        if isinstance(group, InlineKeyboardMarkup):
            rows.extend(group.inline_keyboard)
        elif group:
            rows.append(group)
    return _markup(rows) if rows else None


def label_of(markup: InlineKeyboardMarkup | None, data: str) -> str | None:
    """The text on the button that carries this data."""
    for row in markup.inline_keyboard if markup else []:
        for button in row:
            if button.callback_data == data:
                return button.text
    return None
