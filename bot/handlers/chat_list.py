"""/chats in private: the chats that one administers, each with its settings behind a button."""

import asyncio

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update, User
from telegram.ext import CommandHandler

from bot.handlers.chat_rows import agency_of
from bot.handlers.context import Context, Handlers, sender
from bot.store.chats import ChatRow, active_chats

MOST_CHATS = 50


def handlers() -> Handlers:
    """The handlers of this subject."""
    return [CommandHandler("chats", chats)]


async def chats(update: Update, context: Context) -> None:
    """List the chats that the bot watches and the asker administers."""
    message, user = sender(update)
    texts = await context.texts(user)
    mine = await administered(context, user)
    if not mine:
        await context.reply(message, texts("chats.none"))
        return
    keyboard = chat_buttons(mine, "set:{id}:open:")
    await context.reply(message, texts("chats.title"), keyboard=keyboard)


async def administered(context: Context, user: User) -> list[ChatRow]:
    """The active chats that a person administers, as Telegram says now."""
    agency = await agency_of(context, user)
    async with context.house.database.reading() as session:
        known = await active_chats(session, agency, MOST_CHATS)
    ask = context.house.watch.administrators.may_manage
    answers = await asyncio.gather(*(ask(chat.id, user.id) for chat in known))
    return [chat for chat, answer in zip(known, answers, strict=True) if answer]


def chat_buttons(chats: list[ChatRow], data: str) -> InlineKeyboardMarkup:
    """A button a chat; `data` holds {id}."""
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(chat.title or str(chat.id), callback_data=data.format(id=chat.id))]
            for chat in chats
        ]
    )
