"""The pictures of a running system: the routine's calendar and the explained photo."""

import asyncio
import importlib
from collections.abc import Callable
from typing import Protocol, TypeVar

import structlog

from assistant.routine import Routine
from knowledge.errors import AloeError
from knowledge.vocabulary import Language

log = structlog.get_logger(__name__)
T = TypeVar("T")
Draw = Callable[[Routine, Language], bytes]


class Explains(Protocol):
    """The photo model, as far as pictures go."""

    def explain(self, data: bytes, language: Language | str = Language.RU) -> bytes:
        """The photo with what spoke for the findings, as a PNG."""
        ...


def calendar_painter() -> Draw | None:
    """The function that draws the calendar, None when this installation has none."""
    try:
        module = importlib.import_module("assistant.calendar")
    except ModuleNotFoundError:
        return None
    draw: Draw | None = getattr(module, "draw", None)
    return draw


class SystemPictures:
    """Draws beside the event loop; a picture that fails is left out, never the reply.

    Args:
        eyes: The photo model, None when it is not installed.
        draw: Draws the calendar, None: no calendar.
    """

    def __init__(self, eyes: Explains | None, draw: Draw | None = None) -> None:
        self._eyes = eyes
        self._draw = draw

    async def calendar(self, routine: Routine, language: Language) -> bytes | None:
        """The routine's week as a PNG."""
        return None if self._draw is None else await self._try(self._draw, routine, language)

    async def explain(self, photo: bytes, language: Language) -> bytes | None:
        """The photo with what spoke for the findings, as a PNG."""
        return None if self._eyes is None else await self._try(self._eyes.explain, photo, language)

    @staticmethod
    async def _try(
        draw: Callable[[T, Language], bytes], what: T, language: Language
    ) -> bytes | None:
        try:
            return await asyncio.to_thread(draw, what, language)
        except (AloeError, ValueError, OSError, RuntimeError) as error:
            log.warning("a picture was not drawn", error=type(error).__name__)
            return None
