"""/privacy /export /delete: what a person has a right to."""

import json

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from assistant.telegram import keyboards
from assistant.telegram.card import safe
from assistant.telegram.keyboards import Erase, Privacy
from assistant.telegram.sending import Part
from assistant.telegram.turn import Turn

YES = {"да", "да, удалить всё", "удалить", "удали", "yes", "delete", "yes, delete everything"}
NO = {"нет", "не надо", "отмена", "оставить", "no", "keep it", "cancel"}
ASKED, ASKED_S = "delete asked", 600.0  # a "yes" much later answers something else


async def show_privacy(turn: Turn) -> None:
    """The notice, with the state of the consent and a button that changes it."""
    settings = turn.services.settings
    granted = await turn.services.consultant.has_consent(turn.person)
    words = turn.words
    operator = settings.operator_name or words("tg-privacy-operator-unnamed")
    contact = settings.operator_contact or words("tg-privacy-contact-none")
    text = words(
        "tg-privacy",
        operator=safe(operator),
        contact=safe(contact),
        days=turn.services.retention_days,
    )
    state = words("tg-privacy-granted" if granted else "tg-privacy-not-granted")
    markup = keyboards.withdraw(words, granted=granted)
    await turn.say(f"{text}\n\n{state}", markup, html=True)


async def privacy(_: Message, turn: Turn) -> None:
    """The privacy notice."""
    await show_privacy(turn)


async def privacy_pressed(_: CallbackQuery, turn: Turn) -> None:
    """The privacy notice, asked for by a button."""
    await show_privacy(turn)


async def export(_: Message, turn: Turn) -> None:
    """Everything stored, as a JSON file."""
    stored = await turn.services.consultant.export(turn.person)
    body = {**stored, "telegram": turn.services.spool.export(turn.person)}
    data = json.dumps(body, ensure_ascii=False, indent=2, default=str).encode()
    part = Part(turn.words("tg-export"), data=data, filename="aloe.json")
    await turn.send([part])


async def delete(_: Message, turn: Turn, command: CommandObject) -> None:
    """Ask once, unless the person already said so."""
    if (command.args or "").strip().lower() in YES:
        await erase(turn)
        return
    turn.services.spool.set_note(turn.person, ASKED, str(turn.services.clock()))
    await turn.say(turn.words("tg-delete"), keyboards.erase(turn.words))


async def answers_delete(turn: Turn, said: str) -> bool:
    """Whether these words answer the question of /delete; it is carried out or dropped then."""
    asked = turn.services.spool.note(turn.person, ASKED)
    if asked is None:
        return False
    words = said.strip().strip(".!").lower()
    if words in YES | NO and turn.services.clock() - float(asked) < ASKED_S:
        await decide(turn, sure=words in YES)
        return True
    turn.services.spool.set_note(turn.person, ASKED, None)
    return False


async def decide(turn: Turn, *, sure: bool) -> None:
    """Delete or keep, as answered."""
    if sure:
        await erase(turn)
    else:
        turn.services.spool.set_note(turn.person, ASKED, None)
        await turn.say(turn.words("tg-delete-kept"))


async def erase(turn: Turn) -> None:
    """Delete everything, say so, and forget that too."""
    words = turn.words
    await turn.services.consultant.erase(turn.person)
    await turn.say(words("tg-deleted"))
    turn.services.spool.erase(turn.person, turn.chat)


async def delete_pressed(_: CallbackQuery, turn: Turn, callback_data: Erase) -> None:
    """The answer to the question."""
    await decide(turn, sure=callback_data.sure)


def make() -> Router:
    """A router with these commands and buttons."""
    router = Router(name="rights")
    router.message.register(privacy, Command("privacy", ignore_mention=True))
    router.message.register(export, Command("export", ignore_mention=True))
    router.message.register(delete, Command("delete", ignore_mention=True))
    router.callback_query.register(privacy_pressed, Privacy.filter())
    router.callback_query.register(delete_pressed, Erase.filter())
    return router
