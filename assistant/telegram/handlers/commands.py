"""/start /help /profile /routine /new /language /feedback."""

from aiogram import Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import Message

from assistant.telegram import keyboards
from assistant.telegram.alerts import Alerts
from assistant.telegram.turn import Turn, client_language

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


async def language(_: Message, turn: Turn) -> None:
    """Offer the languages."""
    await turn.say(turn.words("tg-language"), keyboards.languages())


async def feedback(_: Message, turn: Turn, command: CommandObject, alerts: Alerts) -> None:
    """Pass words on to the operator without the person's name, or offer the scores."""
    words = (command.args or "").strip()[:FEEDBACK_CHARS]
    if not words:
        await turn.say(turn.words("tg-rating"), keyboards.rating())
        return
    passed = await alerts.say(f"Aloe, /feedback:\n{words}")
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
