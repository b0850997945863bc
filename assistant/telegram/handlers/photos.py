"""Photos: as photo, as file, as album; held in memory only while they are looked at."""

import json
from collections.abc import AsyncIterator, Sequence

import structlog
from aiogram import Router
from aiogram.types import Document, Message, Update

from assistant.reply import Event
from assistant.telegram.limits import photos_today
from assistant.telegram.rendering import CONSENT
from assistant.telegram.sending import Unfetchable
from assistant.telegram.turn import Turn

log = structlog.get_logger(__name__)
LARGEST = 20 * 1024 * 1024  # bytes, Bot API: getFile
ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif")
KINDS = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif")


def is_picture(document: Document | None) -> bool:
    """Whether a file says of itself that it is a photo we read."""
    if document is None:
        return False
    name = (document.file_name or "").lower()
    return document.mime_type in KINDS or name.endswith(ENDINGS)


def file_of(message: Message) -> tuple[str, int] | None:
    """File id and size in bytes of the photo in a message."""
    if message.photo:
        best = max(message.photo, key=lambda size: size.width * size.height)
        return best.file_id, best.file_size or 0
    document = message.document
    if document and is_picture(document):
        return document.file_id, document.file_size or 0
    return None


async def has_picture(message: Message) -> bool:
    """A filter for photos, sent as such or as files."""
    return bool(message.photo) or is_picture(message.document)


async def download(turn: Turn, file_id: str) -> bytes:
    """A file's bytes, in memory."""
    return await turn.services.sender.download(turn.chat, file_id, largest=LARGEST)


async def look(
    turn: Turn, file_ids: Sequence[str], caption: str, event: str
) -> AsyncIterator[Event]:
    """Fetch the photos and ask what they show; fetched only when it is this person's turn."""
    consented = await turn.services.consultant.has_consent(turn.person)
    # Without consent the engine asks for it; the photo stays where it is, with Telegram.
    photos = [await download(turn, file_id) for file_id in file_ids] if consented else [b""]
    stream = turn.services.consultant.see(turn.person, photos, caption=caption, event_id=event)
    async for piece in stream:
        yield piece


def park(turn: Turn, file_ids: Sequence[str], caption: str) -> None:
    """Remember which photo waits for consent (its id with Telegram, not the photo)."""
    note = json.dumps({"files": list(file_ids), "caption": caption}, ensure_ascii=False)
    turn.services.spool.set_note(turn.person, "parked", note)


def parked(turn: Turn) -> tuple[list[str], str] | None:
    """The photo that waits for consent."""
    note = turn.services.spool.note(turn.person, "parked")
    if note is None:
        return None
    body = json.loads(note)
    return list(body["files"]), str(body["caption"])


async def see(turn: Turn, file_ids: Sequence[str], caption: str, *, event: str) -> None:
    """Answer photos; they wait where consent is missing."""
    # Before the question goes out: its answer may come before the next line runs.
    if not await turn.services.consultant.has_consent(turn.person):
        park(turn, file_ids, caption)
    try:
        reply = await turn.play(
            lambda event_id: look(turn, file_ids, caption, event_id), event=event, photos=file_ids
        )
    except Unfetchable:
        await turn.say(turn.words("tg-photo-gone"), event=f"{event}:gone")
        return
    if reply is not None and reply.asked != CONSENT:
        turn.services.spool.set_note(turn.person, "parked", None)


async def resume(turn: Turn) -> None:
    """Consent was given in words: look at the photo that waited for it."""
    waiting = parked(turn)
    if waiting is not None and await turn.services.consultant.has_consent(turn.person):
        await see(turn, *waiting, event=f"{turn.event}:see")
        turn.services.spool.set_note(turn.person, "parked", None)


async def photo(_: Message, turn: Turn, group: Sequence[Update]) -> None:
    """A photo or an album: one look, one reply."""
    messages = [update.message for update in group if update.message]
    files = [file for item in messages if (file := file_of(item)) is not None]
    caption = "\n".join(item.caption for item in messages if item.caption)
    fitting = [file_id for file_id, size in files if size <= LARGEST]
    if not fitting:
        await turn.say(turn.words("tg-photo-too-large"))
        return
    allowed = photos_today(turn, len(fitting))
    if not allowed:
        await turn.say(turn.words("tg-photo-limit", limit=turn.services.settings.photos_per_day))
        return
    await see(turn, fitting[:allowed], caption, event=turn.event)


def make() -> Router:
    """A router for photos."""
    router = Router(name="photos")
    router.message.register(photo, has_picture)
    return router
