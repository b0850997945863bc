"""Routers: what kind of message this is, and which part of the conversation it goes to."""

from aiogram import Dispatcher, Router

from assistant.telegram.handlers import buttons, commands, groups, messages, photos, rights
from assistant.telegram.limits import LimitMiddleware


def dispatcher(*, messages_per_minute: int) -> Dispatcher:
    """All routers in the order in which they are asked."""
    root = Dispatcher(disable_fsm=True)
    inner = Router(name="private")
    inner.include_routers(
        commands.make(), rights.make(), photos.make(), buttons.make(), messages.make()
    )
    limit = LimitMiddleware(messages_per_minute)
    inner.message.outer_middleware(limit)
    inner.callback_query.outer_middleware(limit)
    root.include_routers(groups.make(), inner)
    return root
