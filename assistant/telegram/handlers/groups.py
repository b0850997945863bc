"""Groups: an answer only when addressed, and then an invitation to a private chat.

Skin, health and photos are nobody else's business, so nothing is asked or answered in public.
"""

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, User

from assistant.telegram.turn import Turn, client_language
from assistant.texts import texts


def addressed(message: Message, me: User) -> bool:
    """Whether a group message speaks to the bot: by name, by reply or by a command."""
    mention = f"@{me.username}".lower()
    text = (message.text or message.caption or "").lower()
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == me.id:
        return True
    if text.startswith("/"):
        command = text.split(maxsplit=1)[0]
        return command.endswith(mention)
    return mention in text.split() or any(word.strip(".,!?:;") == mention for word in text.split())


async def invite(message: Message, turn: Turn, me: User) -> None:
    """One sentence and a link to the private chat."""
    if not addressed(message, me):
        return
    user = message.from_user
    words = texts(client_language(user.language_code if user else None))
    url = f"https://t.me/{me.username}?start=group"
    button = InlineKeyboardButton(text=words("tg-group-open"), url=url)
    await turn.say(words("tg-group"), InlineKeyboardMarkup(inline_keyboard=[[button]]))


async def public(message: Message) -> bool:
    """Whether others read along. (A coroutine: aiogram runs plain filters in threads.)"""
    return message.chat.type != "private"


async def pressed_in_public(query: CallbackQuery) -> bool:
    """Whether the button hangs under a message that others see."""
    return query.message is not None and query.message.chat.type != "private"


async def ignore(query: CallbackQuery) -> None:
    """Buttons work in private chats only."""


def make() -> Router:
    """A router that keeps everything that is not private to itself."""
    router = Router(name="groups")
    router.message.register(invite, public)
    router.callback_query.register(ignore, pressed_in_public)
    return router
