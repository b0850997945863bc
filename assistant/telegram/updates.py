"""Reading raw updates with suspicion: whatever arrives, the bot goes on."""

import json
from collections.abc import Iterable
from typing import Any

from aiogram import Bot
from aiogram.methods import Response, TelegramMethod
from aiogram.types import File, Message, Update
from pydantic import ValidationError

from assistant.telegram.spool import Waiting

Raw = dict[str, Any]
ALLOWED = ["message", "callback_query"]
GROUP_ID = 2**63  # SQLite integers are 64 bits; Telegram's ids have at most 52


class GetRawUpdates(TelegramMethod[list[Any]]):
    """getUpdates without parsing, so that one bad update does not hide the others."""

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int = 0
    allowed_updates: list[str] | None = None


class GetRawMe(TelegramMethod[dict[str, Any]]):
    """getMe without demands on the answer beyond the number."""

    __returning__ = dict[str, Any]
    __api_method__ = "getMe"


# Pydantic forgets generic models that nobody holds, and aiogram builds one at every answer: a few
# milliseconds each time.
ANSWERS = (
    Response[list[Any]],
    Response[dict[str, Any]],
    Response[bool],
    Response[Message],
    Response[Message | bool],
    Response[File],
)


def _number(value: object) -> int | None:
    fits = isinstance(value, int) and not isinstance(value, bool) and abs(value) < GROUP_ID
    return int(value) if fits else None  # type: ignore[call-overload]


def _member(value: object, *names: str) -> object:
    """A member of nested objects, None when any of them is not there."""
    for name in names:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def _chat(body: Raw) -> object:
    if isinstance(body.get("message"), dict):
        return _member(body, "message", "chat")
    return _member(body, "callback_query", "message", "chat")


def _sender(body: Raw) -> int | None:
    for kind in ("message", "callback_query"):
        if (sender := _number(_member(body, kind, "from", "id"))) is not None:
            return sender
    return None


def is_private(body: Raw) -> bool:
    """Whether the update is from a private chat (or from nowhere that says otherwise)."""
    kind = _member(_chat(body), "type")
    return kind in (None, "private")


def _writable(body: Raw) -> Raw:
    """The update without half characters, which no file or request can carry."""
    text = json.dumps(body, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        clean: Raw = json.loads(text.encode("utf-8", "replace"))
        return clean
    return body


def read(body: object) -> Waiting | None:
    """An update with whose it is; None when it has no usable number."""
    if not isinstance(body, dict) or (number := _number(body.get("update_id"))) is None:
        return None
    body = _writable(body)
    chat = _number(_member(_chat(body), "id"))
    sender = _sender(body)
    if is_private(body):
        person = f"tg:{sender}" if sender is not None else None
        return Waiting(number, person, chat if chat is not None else sender, body)
    return Waiting(number, f"tg-group:{chat}", chat, body)


def read_all(bodies: Iterable[object]) -> list[Waiting]:
    """All usable updates in the order in which they happened."""
    waiting = [update for body in bodies if (update := read(body)) is not None]
    return sorted(waiting, key=lambda update: update.update_id)


def text_of(body: Raw) -> str | None:
    """The text of a plain text message of a private chat; None for anything else."""
    text = _member(body, "message", "text")
    if not isinstance(text, str) or text.startswith("/") or not is_private(body):
        return None
    return text


def album_of(body: Raw) -> str | None:
    """The album a message belongs to."""
    album = _member(body, "message", "media_group_id")
    return album if isinstance(album, str) else None


def message_id_of(body: Raw) -> int | None:
    """The id of the message that came in."""
    return _number(_member(body, "message", "message_id"))


def language_code_of(body: Raw) -> str | None:
    """The language of the person's Telegram (IETF tag)."""
    for kind in ("message", "callback_query"):
        code = _member(body, kind, "from", "language_code")
        if isinstance(code, str):
            return code
    return None


def parse(body: Raw, bot: Bot) -> Update | None:
    """The typed update; None when Telegram's promise about its shape is broken."""
    try:
        return Update.model_validate(body, context={"bot": bot})
    except (ValidationError, ValueError, OverflowError, RecursionError):
        return None
