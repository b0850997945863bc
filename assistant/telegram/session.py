"""The HTTP session: whatever comes back instead of a Bot API answer becomes one kind of error."""

from http import HTTPStatus
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import ClientDecodeError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

TOLD = {"getMe", "getUpdates", "getFile", "sendMessage", "sendPhoto", "sendDocument"}
"""Methods whose result is what they are called for; of the others it is enough that they worked."""


class NotServed(ClientDecodeError):  # noqa: N818 - what happened, as aiogram names it
    """A 404 in words of its own: this server does not know the method."""


class CarefulSession(AiohttpSession):
    """Treats an answer without a result, or one that is no text, as one that cannot be read.

    aiogram passes `{"ok": true}` on as None and stumbles over a refusal without a description.
    """

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """The answer.

        Raises:
            NotServed: The server has no such method.
            ClientDecodeError: It is not an answer in the sense of the Bot API.
        """
        try:
            response = super().check_response(bot, method, status_code, content)
        except ClientDecodeError as error:
            if status_code == HTTPStatus.NOT_FOUND:
                raise NotServed(error.message, error.original, "") from error
            raise
        except (TypeError, AttributeError, RecursionError) as error:
            raise ClientDecodeError("not an answer", error, "") from error
        if response.result is None and method.__api_method__ in TOLD:
            raise ClientDecodeError("no result", ValueError("no result"), "")
        return response

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        """Send a request.

        Raises:
            ClientDecodeError: What came back is no text.
        """
        try:
            made: Any = await super().make_request(bot, method, timeout)
        except UnicodeDecodeError as error:
            raise ClientDecodeError("not text", error, "") from error
        return cast("TelegramType", made)
