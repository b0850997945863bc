"""Free text, and a kind sentence for everything that is neither text nor photo."""

from aiogram import Router
from aiogram.types import Message

from assistant.telegram.handlers.photos import resume
from assistant.telegram.handlers.rights import answers_delete
from assistant.telegram.turn import Turn

KINDS = (
    "voice",
    "video_note",
    "audio",
    "video",
    "sticker",
    "animation",
    "location",
    "contact",
    "document",
    "poll",
    "dice",
)


async def has_text(message: Message) -> bool:
    """A filter; a coroutine, since aiogram runs plain ones in threads."""
    return bool(message.text)


async def has_command(message: Message) -> bool:
    """A filter for commands that nobody else took."""
    return (message.text or "").startswith("/")


async def text(_: Message, turn: Turn, said: str) -> None:
    """The engine hears what was written."""
    if not said.strip():
        await turn.say(turn.words("tg-other"))
        return
    if await answers_delete(turn, said):
        return
    await turn.play(lambda event: turn.services.consultant.hear(turn.person, said, event_id=event))
    await resume(turn)


async def command(_: Message, turn: Turn) -> None:
    """A command that does not exist."""
    await turn.say(turn.words("tg-unknown-command"))


async def other(message: Message, turn: Turn) -> None:
    """Something we cannot take in: say so kindly and say what works."""
    kind = next((name for name in KINDS if getattr(message, name, None) is not None), "other")
    spoken = {
        "voice": "tg-voice",
        "video_note": "tg-voice",
        "audio": "tg-voice",
        "sticker": "tg-sticker",
        "animation": "tg-sticker",
        "dice": "tg-sticker",
        "document": "tg-document",
        "video": "tg-video",
    }
    await turn.say(turn.words(spoken.get(kind, "tg-other")))


def make() -> Router:
    """A router for what is left."""
    router = Router(name="messages")
    router.message.register(command, has_command)
    router.message.register(text, has_text)
    router.message.register(other)
    return router
