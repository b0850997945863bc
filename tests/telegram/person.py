"""A person in front of the emulator: sends, clicks, reads."""

import asyncio
import itertools
import time
from typing import Any

from tests.telegram.emulator import Emulator, Said

_numbers = itertools.count(700_001)


class Person:
    """Someone with a Telegram account. `read()` gives the bot's next message in order."""

    def __init__(
        self,
        telegram: Emulator,
        *,
        language: str = "ru",
        name: str = "Аня",
        chat: int | None = None,
        number: int | None = None,
    ) -> None:
        self.telegram = telegram
        self.number = number or next(_numbers)
        self.chat = chat or self.number
        self.name = name
        self.language = language
        self.updates: list[int] = []
        self._read = 0

    @property
    def key(self) -> str:
        return f"tg:{self.number}"

    def _user(self) -> dict[str, Any]:
        return {
            "id": self.number,
            "is_bot": False,
            "first_name": self.name,
            "language_code": self.language,
        }

    def message(self, **content: Any) -> dict[str, Any]:
        kind = "private" if self.chat > 0 else "supergroup"
        return {
            "message_id": self.telegram.message_id(self.chat),
            "date": int(time.time()),
            "from": self._user(),
            "chat": {"id": self.chat, "type": kind},
            **content,
        }

    def push(self, *, times: int = 1, **content: Any) -> int:
        number = self.telegram.push({"message": self.message(**content)}, times=times)
        self.updates.append(number)
        return number

    def send(self, text: str, *, times: int = 1) -> int:
        entities = {}
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            entities = {"entities": [{"type": "bot_command", "offset": 0, "length": length}]}
        return self.push(text=text, times=times, **entities)

    def send_photo(self, data: bytes, *, caption: str = "", album: str = "", **more: Any) -> str:
        file_id = self.telegram.keep_file(data)
        sizes = [
            {
                "file_id": f"{file_id}",
                "file_unique_id": f"{file_id}-{width}",
                "width": width,
                "height": width,
                "file_size": len(data),
            }
            for width in (90, 800)
        ]
        extra = more | ({"media_group_id": album} if album else {})
        self.push(photo=sizes, **({"caption": caption} if caption else {}), **extra)
        return file_id

    def send_file(self, data: bytes, *, name: str, mime: str, size: int | None = None) -> str:
        file_id = self.telegram.keep_file(data)
        self.push(
            document={
                "file_id": file_id,
                "file_unique_id": file_id,
                "file_name": name,
                "mime_type": mime,
                "file_size": size or len(data),
            }
        )
        return file_id

    def click(self, message: Said, label: str, *, times: int = 1) -> int:
        """Press the button whose label contains the words."""
        found = [b for b in message.buttons() if label in b["text"]]
        assert found, f"no button {label!r} among {[b['text'] for b in message.buttons()]}"
        chat = {"id": self.chat, "type": "private" if self.chat > 0 else "supergroup"}
        query = {
            "id": f"q{time.monotonic_ns()}",
            "from": self._user(),
            "chat_instance": "1",
            "data": found[0]["callback_data"],
            "message": {
                "message_id": message.id,
                "date": int(time.time()),
                "chat": chat,
                "text": message.text,
                "reply_markup": message.markup,
            },
        }
        number = self.telegram.push({"callback_query": query}, times=times)
        self.updates.append(number)
        return number

    def chat_log(self) -> list[Said]:
        return self.telegram.visible(self.chat)

    async def read(self, *, within: float = 15.0) -> Said:
        """The bot's next message that was not read yet."""
        await self.telegram.until(lambda: len(self.chat_log()) > self._read, within, chat=self.chat)
        message = self.chat_log()[self._read]
        self._read += 1
        return message

    async def read_all(self, *, quiet: float = 0.4, within: float = 15.0) -> list[Said]:
        """Everything up to a pause."""
        messages = [await self.read(within=within)]
        while True:
            try:
                messages.append(await self.read(within=quiet))
            except TimeoutError:
                return messages

    async def ask(self, text: str, *, within: float = 15.0) -> Said:
        """Send and read one answer."""
        self.send(text)
        return await self.read(within=within)

    async def silence(self, seconds: float = 0.5) -> None:
        """Nothing more comes."""
        await asyncio.sleep(seconds)
        unread = self.chat_log()[self._read :]
        assert not unread, f"unexpected: {[m.text for m in unread]}"
