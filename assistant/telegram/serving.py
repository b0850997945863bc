"""The small HTTP server: webhook, /healthz and /readyz. Put a TLS proxy in front of it."""

import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from aiohttp import web

log = structlog.get_logger(__name__)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
LARGEST_BODY = 1024 * 1024  # bytes; an update is a few kilobytes


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())


def make_app(
    *,
    ready: Callable[[], Mapping[str, bool]],
    broken: Callable[[], Sequence[str]] = tuple,
    accept: Callable[[Sequence[Any]], None] | None = None,
    path: str = "/telegram",
    secret: str = "",
) -> web.Application:
    """The application.

    Args:
        ready: What has to work for people to be answered, by name.
        broken: Parts that do not work though people are answered, for whoever watches the bot.
        accept: Writes an update down durably; None: no webhook is served.
        path: Where Telegram posts updates.
        secret: What Telegram must send in the secret header.
    """

    async def health(_: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def readiness(_: web.Request) -> web.Response:
        parts = dict(ready())
        fine = all(parts.values())
        body = {"ready": fine, **parts, "broken": list(broken())}
        return web.json_response(body, status=200 if fine else 503)

    async def webhook(request: web.Request) -> web.Response:
        if not _same(request.headers.get(SECRET_HEADER, ""), secret):
            log.warning("a webhook call without the right secret was turned away")
            return web.Response(status=401)
        try:
            body = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.Response(status=400)
        assert accept is not None
        accept([body])
        return web.Response(status=200)

    app = web.Application(client_max_size=LARGEST_BODY)
    app.router.add_get("/healthz", health)
    app.router.add_get("/readyz", readiness)
    if accept is not None:
        app.router.add_post(path, webhook)
    return app


class Server:
    """Serves an application until stopped."""

    def __init__(self, app: web.Application, host: str, port: int) -> None:
        self._runner = web.AppRunner(app, access_log=None)
        self._host = host
        self._port = port

    async def start(self) -> int:
        """Listen; returns the port (useful when 0 was asked for)."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Close the socket and finish requests."""
        await self._runner.cleanup()
