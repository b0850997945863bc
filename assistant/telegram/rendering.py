"""A reply as Telegram messages. The same reply always gives the same messages. Pure."""

from collections.abc import Callable, Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from assistant.reply import Reply
from assistant.telegram import keyboards
from assistant.telegram.card import card
from assistant.telegram.sending import Part
from assistant.telegram.splitting import split_text

Words = Callable[..., str]
Buttons = InlineKeyboardMarkup | list[InlineKeyboardButton] | None
CONSENT, RATING = "photo_consent", "rating"


def _buttons(reply: Reply, key: str, words: Words) -> Buttons:
    if reply.asked == CONSENT:
        return keyboards.consent(words)
    offered = reply.options
    if reply.asked == RATING:
        if reply.routine is None and not offered:
            return keyboards.rating()
        if reply.routine is not None:  # the scores come after a pause: nobody has used it yet
            offered = tuple(option for option in offered if not option.say.isdigit())
    return keyboards.options(key, offered) if offered else None


def with_markup(parts: Sequence[Part], markup: InlineKeyboardMarkup | None) -> list[Part]:
    """The buttons go under the last message."""
    *head, last = parts
    return [*head, Part(last.text, html=last.html, markup=markup)]


def plain_parts(text: str, words: Words) -> list[Part]:
    """Plain text in as many messages as it takes, at least one."""
    return [Part(piece) for piece in split_text(text)] or [Part(words("tg-empty"))]


def render(
    reply: Reply, key: str, words: Words, *, brief: bool = False, explainable: bool = False
) -> list[Part]:
    """The messages of a reply.

    Args:
        reply: What the conversation answered.
        key: Finds what the offered answers stand for when one is pressed.
        words: Texts in the reply's language.
        brief: Show the routine in brief.
        explainable: The findings can be shown on the photo.
    """
    more: Buttons = None
    if reply.routine is not None:
        parts = [Part(html, html=True) for html in card(reply.routine, words, brief=brief)]
        if reply.lead.strip():
            parts = plain_parts(reply.lead, words) + parts
        more = keyboards.view(words, brief=brief)
    else:
        link = f"\n\n{words('tg-consent-link')}" if reply.asked == CONSENT else ""
        parts = plain_parts(reply.text + link, words)
        if explainable and reply.findings:
            more = keyboards.explain(words, key)
    return with_markup(parts, keyboards.stacked(_buttons(reply, key, words), more))
