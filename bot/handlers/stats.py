"""/stats: figures of an agency, a chat or oneself, with a chart and buttons for the period."""

import asyncio
from datetime import timedelta

from telegram import CallbackQuery, Chat, ChatMember, Message, Update, User
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.charts import draw_chart
from bot.handlers.context import Context, Handlers, sender
from bot.stats_words import PERIODS, Report, StatsWriter, keyboard
from bot.store.agencies import get_agency
from bot.store.base import utcnow
from bot.store.disputes import disputes
from bot.store.members import Membership
from bot.store.rollup import day_of
from bot.store.statistics import Period, Scope, figures
from bot.telegram_errors import CallError, MessageGoneError, UnreachableError
from bot.telegram_retries import retried
from bot.texts import Texts

DEFAULT_PERIOD = "7d"
SCOPES = ("agency", "chat", "me", "log")


def handlers() -> Handlers:
    """The handlers of this subject."""
    periods, scopes = "|".join(PERIODS), "|".join(SCOPES)
    return [
        CommandHandler("stats", stats),
        CallbackQueryHandler(stats_pressed, pattern=rf"^stats:({periods}):({scopes})$"),
    ]


async def stats(update: Update, context: Context) -> None:
    """Answer the command with the words after it: a period, whose figures, in any order."""
    message, user = sender(update)
    texts = await context.texts(user)
    allowed = await scopes_for(context, message, user)
    if not allowed:
        await context.reply(message, texts("stats.chat_admins"), reply_to=message.message_id)
        return
    words = [word.lower() for word in (message.text or "").split()[1:]]
    if unknown := [word for word in words if word not in (*PERIODS, *SCOPES)]:
        await context.reply(message, texts("stats.usage", word=unknown[0]))
        return
    name = next((word for word in words if word in PERIODS), DEFAULT_PERIOD)
    scope = next((word for word in words if word in SCOPES), allowed[0])
    if scope not in allowed:
        await context.reply(message, texts("stats.chat_there" if scope == "chat" else "stats.forbidden"))
        return
    report = await _report(context, message.chat, user, name, scope)
    caption, data = await _drawn(context, report, texts)
    buttons = keyboard(name, scope, allowed, texts)
    reply_to = message.message_id  # in a forum it leads to the right topic
    await context.house.calls.send_photo(message.chat_id, data, caption, reply_to=reply_to, keyboard=buttons)


async def stats_pressed(update: Update, context: Context) -> None:
    """Show another period or scope in the same message, if whoever presses may see it."""
    message, user = sender(update)
    query, calls = update.callback_query, context.house.calls
    if query is None:
        return
    texts = await context.texts(user)
    _, name, scope = (query.data or "").split(":")
    allowed = await scopes_for(context, message, user, query)
    if scope not in allowed:
        await calls.answer_button(query, texts("stats.forbidden" if allowed else "stats.chat_admins"))
        return
    await calls.answer_button(query)
    report = await _report(context, message.chat, user, name, scope)
    caption, data = await _drawn(context, report, texts)
    buttons = keyboard(name, scope, allowed, texts)
    try:
        await calls.edit_photo(message.chat_id, message.message_id, data, caption, buttons)
    except MessageGoneError:
        await calls.send_photo(message.chat_id, data, caption, keyboard=buttons)


async def scopes_for(
    context: Context, message: Message, user: User, query: CallbackQuery | None = None
) -> tuple[str, ...]:
    """What the person may see here, the usual scope first; nothing for a group's ordinary member."""
    if message.chat.type != Chat.PRIVATE:
        anonymous = (
            query is None and message.sender_chat is not None and message.sender_chat.id == message.chat_id
        )
        return ("chat",) if anonymous or await _administers(context, message.chat_id, user) else ()
    membership = await context.membership(user)
    if membership is None or not membership.manages:
        return ("me",)
    return ("agency", "me", "log") if membership.is_owner else ("agency", "me")


async def _administers(context: Context, chat_id: int, user: User) -> bool:
    """Whether the person administers the chat; not if Telegram does not say so."""
    calls = context.house.calls
    try:
        member = await retried(lambda: calls.bot.get_chat_member(chat_id, user.id))
    except UnreachableError:
        raise
    except CallError:
        return False
    return member.status in (ChatMember.OWNER, ChatMember.ADMINISTRATOR)


async def _report(context: Context, chat: Chat, user: User, name: str, scope: str) -> Report:
    """The figures; whose they are follows from the chat and the person, never from a button's data."""
    membership = await context.membership(user)
    today, days = day_of(utcnow()), PERIODS[name]
    period = Period(today - timedelta(days=days - 1) if days else None, today)
    chosen = _scope(scope, chat, user, membership)
    async with context.house.database.reading() as session:
        agency = await get_agency(session, chosen.id) if chosen.kind == "agency" else None
        found = await figures(session, chosen, period)
        appeals = await disputes(session, chosen, period)
    texts = await context.texts(user)
    whose = agency.name if agency else chat.title if chosen.kind == "chat" else texts(f"stats.whose_{scope}")
    return Report(whose or "", name, period, found, appeals)


def _scope(scope: str, chat: Chat, user: User, membership: Membership | None) -> Scope:
    if scope == "chat":
        return Scope("chat", chat.id)
    if scope == "agency" and membership is not None:
        return Scope("agency", membership.agency_id)
    return Scope("all") if scope == "log" else Scope("me", user.id)


async def _drawn(context: Context, report: Report, texts: Texts) -> tuple[str, bytes]:
    book = context.house.book
    caption = StatsWriter(report, book, texts).caption()
    return caption, await asyncio.to_thread(draw_chart, report.figures, book, texts)
