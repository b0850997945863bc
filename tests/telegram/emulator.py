"""A strict Bot API server on loopback, with faults on demand.

Written from the Bot API's documentation, not from the bot: unknown methods and parameters are
refused, limits are counted in UTF-16 units after parsing, HTML is parsed, message ids of private
chats come from one sequence, an update stays until a getUpdates with a higher offset confirms it.
"""

import asyncio
import itertools
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from tests.telegram.markup import CannotParse, Entity, parse_html, utf16

TOKEN = "4242424242:AAEmulatorTokenForTestsOnly_0123456789"
BOT = {"id": 4242424242, "is_bot": True, "first_name": "Aloe", "username": "aloe_test_bot"}
TEXT_LIMIT, CAPTION_LIMIT, CALLBACK_LIMIT = 4096, 1024, 64

PARAMETERS: dict[str, set[str]] = {
    "getMe": set(),
    "getUpdates": {"offset", "limit", "timeout", "allowed_updates"},
    "setWebhook": {"url", "secret_token", "allowed_updates", "drop_pending_updates"},
    "deleteWebhook": {"drop_pending_updates"},
    "setMyCommands": {"commands", "language_code", "scope"},
    "sendMessage": {
        "chat_id",
        "text",
        "parse_mode",
        "entities",
        "reply_markup",
        "link_preview_options",
    },
    "sendMessageDraft": {"chat_id", "draft_id", "text", "parse_mode", "entities"},
    "editMessageText": {
        "chat_id",
        "message_id",
        "text",
        "parse_mode",
        "reply_markup",
        "link_preview_options",
    },
    "editMessageCaption": {"chat_id", "message_id", "caption", "parse_mode", "reply_markup"},
    "editMessageReplyMarkup": {"chat_id", "message_id", "reply_markup"},
    "deleteMessage": {"chat_id", "message_id"},
    "sendChatAction": {"chat_id", "action"},
    "sendPhoto": {"chat_id", "photo", "caption", "parse_mode", "reply_markup"},
    "sendDocument": {"chat_id", "document", "caption", "parse_mode", "reply_markup"},
    "answerCallbackQuery": {"callback_query_id", "text", "show_alert"},
    "getFile": {"file_id"},
}
GARBLED = (
    (200, b""),
    (200, b"{"),
    (200, b"null"),
    (200, b"[]"),
    (200, b'{"ok": true}'),
    (200, b'{"ok": true, "result": null}'),
    (200, b'{"ok": true, "result": {"message_id": "x"}}'),
    (200, b'{"ok": "yes", "result": [[]]}'),
    (200, b"\xff\xfe{}"),
    (200, b"<html>captive portal</html>"),
    (500, b'{"ok": false}'),
    (502, b"<html>Bad Gateway</html>"),
    (520, b'{"ok": false, "error_code": 520, "description": null}'),
)
SENDING = {"sendMessage", "sendPhoto", "sendDocument"}


class Refused(Exception):  # noqa: N818 - an answer, not an error of ours
    """An answer with ok=false."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after


def _snake(method: str) -> str:
    """_send_message for sendMessage."""
    return "_" + re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), method)


def bad(description: str) -> Refused:
    return Refused(400, f"Bad Request: {description}")


@dataclass
class Said:
    """A message of the bot as the chat shows it."""

    id: int
    chat: int
    kind: str
    text: str
    entities: list[Entity]
    markup: dict[str, Any] | None
    at: float
    file: bytes = b""
    filename: str = ""
    edits: int = 0
    deleted: bool = False

    def same(self, text: str, entities: list[Entity], markup: dict[str, Any] | None) -> bool:
        return (self.text, self.entities, self.markup or None) == (text, entities, markup or None)

    def buttons(self) -> list[dict[str, str]]:
        return [b for row in (self.markup or {}).get("inline_keyboard", []) for b in row]


@dataclass
class Faults:
    """What goes wrong. Chances are per request, 0..1, from a seeded generator."""

    seed: int = 0
    too_many: dict[str, int] = field(default_factory=dict)  # method -> 429s still to come
    retry_after: int = 1
    chance_429: float = 0.0
    chance_reset_before: float = 0.0  # connection dies, the request was not carried out
    chance_reset_after: float = 0.0  # connection dies, the request WAS carried out
    reset_after: dict[str, int] = field(default_factory=dict)
    chance_500: float = 0.0
    chance_garbled: float = 0.0  # carried out, but what comes back is no answer
    garbled: dict[str, int] = field(default_factory=dict)
    delay_s: float = 0.0
    delay_chance: float = 0.0
    spare: frozenset[str] = frozenset({"getMe", "setWebhook", "deleteWebhook", "setMyCommands"})
    drafts: bool = True

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def happens(self, chance: float) -> bool:
        return chance > 0 and self.random.random() < chance


def take(counts: dict[str, int], method: str) -> bool:
    if counts.get(method, 0) <= 0:
        return False
    counts[method] -= 1
    return True


class Emulator:
    """Start with `async with Emulator() as telegram`; `telegram.url` is the API base."""

    def __init__(self, *, token: str = TOKEN, faults: Faults | None = None) -> None:
        self.token = token
        self.faults = faults or Faults()
        self.url = ""
        self.said: dict[int, Said] = {}  # by message id; ids are unique over all chats here
        self.drafts: list[tuple[int, int, str]] = []  # (chat, draft id, text)
        self.drafted: Counter[int] = Counter()  # chat -> how many drafts it was shown
        self.actions: list[tuple[int, str]] = []
        self.calls: Counter[str] = Counter()
        self.refused: list[str] = []
        self.answered: list[str] = []
        self.files: dict[str, bytes] = {}
        self.downloads: Counter[str] = Counter()
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.user_messages: dict[int, int] = {}  # message id -> chat
        self.pending: list[dict[str, Any]] = []
        self.webhook: dict[str, str] | None = None
        self.blocked: set[int] = set()
        self.kill_hook: Callable[[str, bool], None] | None = None
        self._updates = itertools.count(1000)
        self._ids = itertools.count(1)
        self._arrived = asyncio.Event()
        self._by_chat: defaultdict[int, list[Said]] = defaultdict(list)
        self._changed: asyncio.Condition = asyncio.Condition()
        self._changed_in: defaultdict[int, asyncio.Condition] = defaultdict(asyncio.Condition)
        self._posts: set[asyncio.Task[None]] = set()
        self._last_sent: dict[int, list[float]] = defaultdict(list)
        self._polls = 0

    async def __aenter__(self) -> "Emulator":
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/{path:.*}", self._file)
        self._runner = web.AppRunner(
            app, access_log=None, handle_signals=False, shutdown_timeout=0.2
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        for post in self._posts:
            post.cancel()
        self._arrived.set()
        await self._runner.cleanup()

    # Requests

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return self._refusal(Refused(401, "Unauthorized"))
        fields = await self._fields(request)
        faults = self.faults
        faulty = method not in faults.spare
        if faulty and faults.happens(faults.delay_chance):
            await asyncio.sleep(faults.delay_s)
        if faulty and faults.happens(faults.chance_reset_before):
            return self._reset(request)
        if faulty and (take(faults.too_many, method) or faults.happens(faults.chance_429)):
            after = faults.retry_after
            return self._refusal(
                Refused(429, f"Too Many Requests: retry after {after}", after), method
            )
        if faulty and faults.happens(faults.chance_500):
            return self._refusal(Refused(502, "Bad Gateway"), method)
        response = await self._answer(method, fields)
        if faulty and (
            take(faults.reset_after, method) or faults.happens(faults.chance_reset_after)
        ):
            return self._reset(request)
        if faulty and (take(faults.garbled, method) or faults.happens(faults.chance_garbled)):
            status, body = faults.random.choice(GARBLED)
            return web.Response(status=status, body=body, content_type="application/json")
        return response

    async def _answer(self, method: str, fields: dict[str, Any]) -> web.StreamResponse:
        self.calls[method] += 1
        if self.kill_hook:
            self.kill_hook(method, False)
        try:
            self._check(method, fields)
            result = await getattr(self, _snake(method))(fields)
        except Refused as refusal:
            return self._refusal(refusal, method)
        if self.kill_hook:
            self.kill_hook(method, True)
        await self._tell(fields)
        return web.json_response({"ok": True, "result": result})

    async def _tell(self, fields: dict[str, Any]) -> None:
        """Wake those who wait for any request, and those who wait for this chat."""
        async with self._changed:
            self._changed.notify_all()
        if fields.get("chat_id"):
            async with (changed := self._changed_in[int(fields["chat_id"])]):
                changed.notify_all()

    def _check(self, method: str, fields: dict[str, Any]) -> None:
        if method not in PARAMETERS or (method == "sendMessageDraft" and not self.faults.drafts):
            raise Refused(404, "Not Found")
        unknown = set(fields) - PARAMETERS[method]
        unknown -= {name for name in unknown if not isinstance(fields[name], str)}  # attached files
        if unknown:
            raise bad(f"unknown parameters {sorted(unknown)}")

    @staticmethod
    def _reset(request: web.Request) -> web.StreamResponse:
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)

    def _refusal(self, refusal: Refused, method: str = "") -> web.Response:
        self.refused.append(f"{method} {refusal.code} {refusal.description}")
        body: dict[str, Any] = {
            "ok": False,
            "error_code": refusal.code,
            "description": refusal.description,
        }
        if refusal.retry_after is not None:
            body["parameters"] = {"retry_after": refusal.retry_after}
        return web.json_response(body, status=refusal.code)

    @staticmethod
    async def _fields(request: web.Request) -> dict[str, Any]:
        form = await request.post()
        return {
            name: (value.file.read(), value.filename) if isinstance(value, web.FileField) else value
            for name, value in form.items()
        }

    async def _file(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        if request.match_info["token"] != self.token or path not in self.files:
            return web.Response(status=404)
        self.downloads[path] += 1
        if self.faults.happens(self.faults.chance_reset_before) and request.transport:
            request.transport.abort()
        return web.Response(body=self.files[path])

    # Methods

    async def _get_me(self, _: dict[str, Any]) -> dict[str, Any]:
        return BOT

    async def _set_my_commands(self, fields: dict[str, Any]) -> bool:
        commands = json.loads(fields["commands"])
        if any(not 1 <= len(c["description"]) <= 256 for c in commands):
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[fields.get("language_code", "")] = commands
        return True

    async def _get_updates(self, fields: dict[str, Any]) -> list[Any]:
        if self.webhook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        if self._polls:
            self._arrived.set()  # a second poll ends the first, as the real one does
        if (offset := int(fields.get("offset") or 0)) > 0:
            self.pending = [u for u in self.pending if not self._confirmed(u, offset)]
        deadline = time.monotonic() + int(fields.get("timeout") or 0)
        self._polls += 1
        try:
            while not self.pending and (left := deadline - time.monotonic()) > 0:
                self._arrived.clear()
                try:
                    await asyncio.wait_for(self._arrived.wait(), left)
                except TimeoutError:
                    break
                if not self.pending:
                    break
        finally:
            self._polls -= 1
        return self.pending[:100]

    def _confirmed(self, update: Any, offset: int) -> bool:
        """Nonsense without a usable number goes away once it was shown."""
        number = update.get("update_id") if isinstance(update, dict) else None
        return type(number) is not int or number >= 2**53 or number < offset

    async def _set_webhook(self, fields: dict[str, Any]) -> bool:
        secret = fields.get("secret_token", "")
        if re.fullmatch("[A-Za-z0-9_-]{0,256}", secret) is None:
            raise bad("secret token contains unallowed characters")
        if not fields["url"].startswith(("https://", "http://127.0.0.1")):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        self.webhook = {"url": fields["url"], "secret": fields.get("secret_token", "")}
        return True

    async def _delete_webhook(self, _: dict[str, Any]) -> bool:
        self.webhook = None
        return True

    async def _send_message(self, fields: dict[str, Any]) -> dict[str, Any]:
        text, entities = self._text(fields, "text", TEXT_LIMIT)
        if not text.strip():
            raise bad("message text is empty")
        return self._say(fields, "text", text, entities)

    async def _send_photo(self, fields: dict[str, Any]) -> dict[str, Any]:
        return self._say_file(fields, "photo")

    async def _send_document(self, fields: dict[str, Any]) -> dict[str, Any]:
        return self._say_file(fields, "document")

    async def _send_message_draft(self, fields: dict[str, Any]) -> bool:
        chat = self._chat(fields)
        if chat < 0 or not int(fields["draft_id"]):
            raise bad("TEXTDRAFT_PEER_INVALID")
        text, _ = self._text(fields, "text", TEXT_LIMIT)
        self.drafts.append((chat, int(fields["draft_id"]), text))
        self.drafted[chat] += 1
        return True

    async def _edit_message_text(self, fields: dict[str, Any]) -> dict[str, Any]:
        message = self._own(fields)
        if message.kind != "text":
            raise bad("there is no text in the message to edit")
        text, entities = self._text(fields, "text", TEXT_LIMIT)
        if not text.strip():
            raise bad("message text is empty")
        return self._edit(message, text, entities, self._markup(fields))

    async def _edit_message_caption(self, fields: dict[str, Any]) -> dict[str, Any]:
        message = self._own(fields)
        if message.kind == "text":
            raise bad("there is no caption in the message to edit")
        text, entities = self._text(fields, "caption", CAPTION_LIMIT)
        return self._edit(message, text, entities, self._markup(fields))

    async def _edit_message_reply_markup(self, fields: dict[str, Any]) -> dict[str, Any]:
        message = self._own(fields)
        return self._edit(message, message.text, message.entities, self._markup(fields))

    async def _delete_message(self, fields: dict[str, Any]) -> bool:
        self._own(fields).deleted = True
        return True

    async def _send_chat_action(self, fields: dict[str, Any]) -> bool:
        self.actions.append((self._chat(fields), fields["action"]))
        return True

    async def _answer_callback_query(self, fields: dict[str, Any]) -> bool:
        self.answered.append(fields["callback_query_id"])
        return True

    async def _get_file(self, fields: dict[str, Any]) -> dict[str, Any]:
        path = f"photos/{fields['file_id']}.jpg"
        if path not in self.files:
            raise bad("invalid file_id")
        size = len(self.files[path])
        if size > 20 * 1024 * 1024:
            raise bad("file is too big")
        return {
            "file_id": fields["file_id"],
            "file_unique_id": fields["file_id"],
            "file_size": size,
            "file_path": path,
        }

    # What the methods share

    def _chat(self, fields: dict[str, Any]) -> int:
        if not fields.get("chat_id"):
            raise bad("chat_id is empty")
        chat = int(fields["chat_id"])
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return chat

    @staticmethod
    def _text(fields: dict[str, Any], name: str, limit: int) -> tuple[str, list[Entity]]:
        raw = fields.get(name) or ""
        mode = fields.get("parse_mode")
        if mode not in (None, "HTML"):
            raise bad("unsupported parse_mode")
        try:
            text, entities = parse_html(raw) if mode == "HTML" else (raw, [])
        except CannotParse as error:
            raise bad(f"can't parse entities: {error}") from None
        if utf16(text) > limit:
            raise bad("message is too long" if name == "text" else "message caption is too long")
        return text, entities

    @staticmethod
    def _markup(fields: dict[str, Any]) -> dict[str, Any] | None:
        if not fields.get("reply_markup"):
            return None
        markup = json.loads(fields["reply_markup"])
        if set(markup) != {"inline_keyboard"}:
            raise bad("inline keyboard expected")
        for button in itertools.chain.from_iterable(markup["inline_keyboard"]):
            if not button.get("text", "").strip():
                raise bad("Text buttons are unallowed in the inline keyboard")
            if len(button.get("callback_data", "x").encode()) > CALLBACK_LIMIT:
                raise bad("BUTTON_DATA_INVALID")
        return markup

    def _say(
        self,
        fields: dict[str, Any],
        kind: str,
        text: str,
        entities: list[Entity],
        data: bytes = b"",
        filename: str = "",
    ) -> dict[str, Any]:
        chat = self._chat(fields)
        markup = self._markup(fields)
        message = Said(
            next(self._ids), chat, kind, text, entities, markup, time.monotonic(), data, filename
        )
        self.said[message.id] = message
        self._by_chat[chat].append(message)
        self._last_sent[chat].append(message.at)
        return self._json(message)

    def _say_file(self, fields: dict[str, Any], kind: str) -> dict[str, Any]:
        text, entities = self._text(fields, "caption", CAPTION_LIMIT)
        reference = fields[kind]
        if not reference.startswith("attach://"):
            raise bad("wrong file identifier")
        data, filename = fields[reference.removeprefix("attach://")]
        if kind == "photo" and not data.startswith((b"\x89PNG", b"\xff\xd8")):
            raise bad("IMAGE_PROCESS_FAILED")
        return self._say(fields, kind, text, entities, data, filename)

    def _own(self, fields: dict[str, Any]) -> Said:
        chat, number = self._chat(fields), int(fields["message_id"])
        if self.user_messages.get(number) == chat:
            raise bad("message can't be edited")
        message = self.said.get(number)
        if message is None or message.chat != chat or message.deleted:
            raise bad("message to edit not found")
        return message

    def _edit(
        self, message: Said, text: str, entities: list[Entity], markup: dict[str, Any] | None
    ) -> dict[str, Any]:
        if message.same(text, entities, markup):
            raise bad(
                "message is not modified: specified new message content and reply markup "
                "are exactly the same as a current content and reply markup of the message"
            )
        message.text, message.entities, message.markup = text, entities, markup
        message.edits += 1
        return self._json(message)

    @staticmethod
    def _json(message: Said) -> dict[str, Any]:
        body: dict[str, Any] = {
            "message_id": message.id,
            "date": int(time.time()),
            "from": BOT,
            "chat": {"id": message.chat, "type": "private" if message.chat > 0 else "supergroup"},
        }
        body["text" if message.kind == "text" else "caption"] = message.text
        if message.markup:
            body["reply_markup"] = message.markup
        return body

    # The people's side

    def message_id(self, chat: int) -> int:
        """A message id for something a person sends."""
        number = next(self._ids)
        self.user_messages[number] = chat
        return number

    def keep_file(self, data: bytes) -> str:
        file_id = f"file{len(self.files)}"
        self.files[f"photos/{file_id}.jpg"] = data
        return file_id

    def push(self, update: dict[str, Any], *, times: int = 1) -> int:
        """Deliver an update, to the webhook or to the next poll."""
        number = next(self._updates)
        update = {"update_id": number, **update}
        for _ in range(times):
            self.push_raw(update)
        return number

    def push_raw(self, update: Any) -> None:
        if self.webhook:
            post = asyncio.create_task(self._post(update))
            self._posts.add(post)
            post.add_done_callback(self._posts.discard)
            return
        self.pending.append(update)
        self._arrived.set()

    async def _post(self, update: Any) -> None:
        assert self.webhook is not None
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook["secret"]}
        async with aiohttp.ClientSession() as session:
            for pause in (0.1, 0.2, 0.5, 1, 2):
                try:
                    async with session.post(
                        self.webhook["url"], json=update, headers=headers
                    ) as answer:
                        if answer.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(pause)

    def visible(self, chat: int) -> list[Said]:
        """What the bot said in a chat, oldest first."""
        return [m for m in self._by_chat[chat] if not m.deleted]

    async def until(
        self, true: Callable[[], bool], within: float = 20.0, *, chat: int | None = None
    ) -> None:
        """Wait for something to become true after a request (of one chat, when it is given:
        hundreds of people who all look up at every request would only measure themselves)."""
        changed = self._changed if chat is None else self._changed_in[chat]
        async with changed, asyncio.timeout(within):
            await changed.wait_for(true)
