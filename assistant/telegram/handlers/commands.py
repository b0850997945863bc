"""/start /help /profile /routine /new /language /feedback."""

from aiogram import Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import Message

from assistant.telegram import keyboards
from assistant.telegram.rendering import plain_parts
from assistant.telegram.sending import Undeliverable
from assistant.telegram.turn import Turn, client_language
from knowledge.vocabulary import Language

COMMANDS = (
    "start",
    "help",
    "profile",
    "routine",
    "new",
    "privacy",
    "export",
    "delete",
    "feedback",
    "language",
)
FEEDBACK_CHARS = 1000
NAMED = {"ru": Language.RU, "рус": Language.RU, "en": Language.EN, "анг": Language.EN}


async def start(message: Message, turn: Turn) -> None:
    """Greet in the language of the person's Telegram, or in the one they chose."""
    user = message.from_user
    first = turn.services.spool.note(turn.person, "language") is None
    if first:
        turn.speak(client_language(user.language_code if user else None))
    language = turn.language
    await turn.play(
        lambda event: turn.services.consultant.greet(turn.person, language=language, event_id=event)
    )
    if first:
        await turn.say(
            turn.words("tg-start"), keyboards.languages(), event=f"{turn.event}:language"
        )


async def help_(_: Message, turn: Turn) -> None:
    """What can be done here."""
    await turn.say(turn.words("tg-help"), html=True)


async def profile(_: Message, turn: Turn) -> None:
    """What is known and how to correct it."""
    await turn.play(lambda _: turn.services.consultant.summary(turn.person))


async def routine(_: Message, turn: Turn) -> None:
    """The routine once more."""
    await turn.play(lambda event: turn.services.consultant.routine(turn.person, event_id=event))


async def new(_: Message, turn: Turn) -> None:
    """Begin again."""
    turn.services.spool.set_note(turn.person, "reminded", None)
    turn.services.spool.unschedule(turn.person)
    await turn.play(lambda event: turn.services.consultant.start_over(turn.person, event_id=event))


async def language(_: Message, turn: Turn, command: CommandObject) -> None:
    """Offer the languages, or take the one that was named."""
    named = (command.args or "").strip().lower()
    chosen = next((value for start, value in NAMED.items() if start in named), None)
    if chosen is None:
        await turn.say(turn.words("tg-language"), keyboards.languages())
    else:
        await set_language(turn, chosen)


async def set_language(turn: Turn, chosen: Language) -> None:
    """From now on in this language."""
    await turn.services.consultant.set_language(turn.person, chosen)
    turn.speak(chosen)
    await turn.say(turn.words("tg-language-set"))


async def pass_on(turn: Turn, words: str) -> bool:
    """Bring a person's words to the operator, without whose they are; False: there is no way."""
    chat = turn.services.settings.admin_chat_id
    if chat is None:
        return False
    parts = plain_parts(f"Aloe, /feedback:\n{words}", turn.words)
    try:
        await turn.services.sender.deliver(chat, turn.person, f"{turn.event}:operator", parts)
    except Undeliverable:
        return False
    return True


async def feedback(_: Message, turn: Turn, command: CommandObject) -> None:
    """Pass words on to the operator without the person's name, or offer the scores."""
    words = (command.args or "").strip()[:FEEDBACK_CHARS]
    if not words:
        await turn.say(turn.words("tg-rating"), keyboards.rating())
        return
    passed = await pass_on(turn, words)
    await turn.say(turn.words("tg-feedback-passed" if passed else "tg-feedback-nobody"))


def make() -> Router:
    """A router with these commands."""
    router = Router(name="commands")
    router.message.register(start, CommandStart(ignore_mention=True))
    router.message.register(help_, Command("help", ignore_mention=True))
    router.message.register(profile, Command("profile", ignore_mention=True))
    router.message.register(routine, Command("routine", ignore_mention=True))
    router.message.register(new, Command("new", ignore_mention=True))
    router.message.register(language, Command("language", ignore_mention=True))
    router.message.register(feedback, Command("feedback", ignore_mention=True))
    return router
