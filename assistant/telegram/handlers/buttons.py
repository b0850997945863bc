"""Presses of buttons. Each press is answered at once, so that the button stops spinning."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Router
from aiogram.methods import AnswerCallbackQuery, EditMessageReplyMarkup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message, TelegramObject

from assistant.reply import Event
from assistant.routine import Routine
from assistant.telegram import keyboards
from assistant.telegram.card import card
from assistant.telegram.handlers.commands import set_language
from assistant.telegram.handlers.photos import download, parked, see
from assistant.telegram.keyboards import Consent, Explain, Pick, Picked, Rate, Speak, View
from assistant.telegram.rendering import with_markup
from assistant.telegram.sending import Part, Unfetchable, edit_method
from assistant.telegram.turn import RATING_DUE, Turn


class AnswerPress(BaseMiddleware):
    """Tells Telegram that the press was noticed."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - aiogram's signature
        """Answer first: a query that waits too long expires."""
        turn: Turn = data["turn"]
        if isinstance(event, CallbackQuery):
            answer = AnswerCallbackQuery(callback_query_id=event.id)
            await turn.services.sender.attempt(turn.chat, answer, paced=False)
        return await handler(event, data)


def pressed(query: CallbackQuery) -> Message | None:
    """The message with the button, where Telegram still shows it to us."""
    return query.message if isinstance(query.message, Message) else None


async def remark(query: CallbackQuery, turn: Turn, markup: InlineKeyboardMarkup) -> None:
    """Change the buttons under the message, if it is still there."""
    if (message := pressed(query)) is not None:
        edit = EditMessageReplyMarkup(
            chat_id=turn.chat, message_id=message.message_id, reply_markup=markup
        )
        await turn.services.sender.attempt(turn.chat, edit, paced=False)


async def pick(query: CallbackQuery, turn: Turn, callback_data: Pick) -> None:
    """An offered answer: the engine hears what it stands for."""
    spool = turn.services.spool
    say = spool.take(turn.person, callback_data.key, callback_data.index, turn.number)
    message = pressed(query)
    label = keyboards.label_of(message.reply_markup if message else None, query.data or "")
    await remark(query, turn, keyboards.picked(label or "✓"))
    if say is not None:
        await turn.play(
            lambda event: turn.services.consultant.hear(turn.person, say, event_id=event)
        )


async def picked(query: CallbackQuery, turn: Turn) -> None:
    """A second press of the same button."""


async def consented(turn: Turn, event: str, *, granted: bool) -> AsyncIterator[Event]:
    """Record the answer, once; nothing comes out of a repetition."""
    if not await turn.services.ledger.seen(event):
        yield await turn.services.consultant.consent(turn.person, granted=granted, event_id=event)


async def consent(query: CallbackQuery, turn: Turn, callback_data: Consent) -> None:
    """Record the answer; the photo that waited for it is looked at now."""
    granted = callback_data.granted
    label = turn.words("tg-consent-yes" if granted else "tg-consent-no")
    await remark(query, turn, keyboards.picked(label))
    waiting = parked(turn)
    if granted and waiting is not None:
        async for _ in consented(turn, turn.event, granted=granted):
            await turn.services.ledger.delivered(turn.event)  # the look is the answer
        await see(turn, *waiting, event=f"{turn.event}:see")
    else:
        await turn.play(lambda event: consented(turn, event, granted=granted))
    turn.services.spool.set_note(turn.person, "parked", None)


async def rate(query: CallbackQuery, turn: Turn, callback_data: Rate) -> None:
    """Store a score; the buttons stay, so that it can be changed."""
    score = callback_data.score
    turn.services.spool.unschedule(turn.person, RATING_DUE)
    await remark(query, turn, keyboards.rating(score))
    await turn.play(lambda event: turn.services.consultant.rate(turn.person, score, event_id=event))


async def speak(_: CallbackQuery, turn: Turn, callback_data: Speak) -> None:
    """The person chose a language."""
    await set_language(turn, callback_data.language)


async def view(query: CallbackQuery, turn: Turn, callback_data: View) -> None:
    """Switch the card between brief and full, in place where it is one message."""
    known = turn.services.spool.note(turn.person, "routine")
    message = pressed(query)
    if known is None:
        return
    brief = callback_data.brief
    pages = card(Routine.model_validate_json(known), turn.words, brief=brief)
    shown = message.reply_markup if message is not None else None
    markup = keyboards.switched(shown, turn.words, brief=brief)
    parts = with_markup([Part(page, html=True) for page in pages], markup)
    if message is not None and len(parts) == 1:
        edit = edit_method(turn.chat, message.message_id, parts[0])
        if await turn.services.sender.attempt(turn.chat, edit, paced=False):
            return
    await turn.send(parts)


async def explained(turn: Turn, file_id: str) -> bytes | None:
    """The picture, None when the photo is gone or nothing can be shown."""
    try:
        photo = await download(turn, file_id)
    except Unfetchable:
        return None
    return await turn.services.pictures.explain(photo, turn.language)


async def explain(_: CallbackQuery, turn: Turn, callback_data: Explain) -> None:
    """Show on the photo what the findings rest on; it is fetched again, never kept."""
    services = turn.services
    file_id = services.spool.take(turn.person, f"x{callback_data.key}", 0, turn.number)
    picture = None
    if file_id is not None and await services.consultant.has_consent(turn.person):
        picture = await explained(turn, file_id)
    if picture is None:
        await turn.say(turn.words("tg-explain-gone"))
        return
    caption = turn.words("tg-explained")
    await turn.send([Part(caption, data=picture, filename="explained.png", picture=True)])


def make() -> Router:
    """A router for presses."""
    router = Router(name="buttons")
    router.callback_query.register(pick, Pick.filter())
    router.callback_query.register(picked, Picked.filter())
    router.callback_query.register(consent, Consent.filter())
    router.callback_query.register(rate, Rate.filter())
    router.callback_query.register(speak, Speak.filter())
    router.callback_query.register(view, View.filter())
    router.callback_query.register(explain, Explain.filter())
    return router
