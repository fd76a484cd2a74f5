"""The bot is added, removed, promoted, demoted; a group becomes a supergroup."""

import logging

from telegram import ChatMember, ChatMemberRestricted, Update, User
from telegram.ext import ChatMemberHandler, MessageHandler, filters

from bot.handlers.chat_rows import agency_of
from bot.handlers.context import Context, Handlers
from bot.store import duties
from bot.store.audit import record
from bot.store.base import utcnow
from bot.store.cases import close_all_of
from bot.store.chats import LONGEST_TITLE, ChatRow, add_chat, get_chat, move_chat
from bot.watch.modes import Mode

log = logging.getLogger(__name__)

_PRESENT = (ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER)


def handlers() -> Handlers:
    """The handlers of this subject."""
    return [
        ChatMemberHandler(bot_moved, ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(filters.StatusUpdate.MIGRATE, migrated),
    ]


async def bot_moved(update: Update, context: Context) -> None:
    """Note what the bot is in a chat now; the first time, introduce it."""
    change = update.my_chat_member
    if change is None:
        return
    was, present = _is_present(change.old_chat_member), _is_present(change.new_chat_member)
    context.house.watch.administrators.forget(change.chat.id)
    async with context.house.database.reading() as session:
        row = await get_chat(session, change.chat.id)
    if present and (row is None or not row.active or not was):
        await _joined(update, context, change.from_user)
    elif row is not None:
        await _changed(context, row, change.from_user, change.new_chat_member.status, present=present)


async def _joined(update: Update, context: Context, by: User) -> None:
    house, chat = context.house, update.effective_chat
    if chat is None:
        return
    agency, language = await agency_of(context, by), (await context.texts(by)).language
    welcome = house.settings.open_access or agency is not None
    async with house.database.writing() as session:
        row = await get_chat(session, chat.id) or await add_chat(session, chat.id, chat.type, language)
        row.title, row.username = (chat.title or "")[:LONGEST_TITLE], chat.username or ""
        row.active, row.mode, row.joined_at = True, Mode.OBSERVE, utcnow()
        row.added_by, row.agency_id = by.id, agency or row.agency_id
        await record(session, "chat.joined", actor_id=by.id, agency_id=row.agency_id, subject_id=row.id)
        duties.owe(session, "greet" if welcome else "refuse", row.id)
    house.steward.wake()


async def _changed(context: Context, row: ChatRow, by: User, status: str, *, present: bool) -> None:
    async with context.house.database.writing() as session:
        chat = await session.get_one(ChatRow, row.id)
        chat.active = present
        kind = "chat.rights" if present else "chat.left"
        await record(
            session, kind, actor_id=by.id, agency_id=chat.agency_id, subject_id=chat.id, status=status
        )
        if not present:
            await duties.cancel_all(session, chat.id, ("hold", "warn", "notice", "delete", "greet"))
    log.info("chat %d: the bot is %s now", row.id, status)


def _is_present(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in _PRESENT


async def migrated(update: Update, context: Context) -> None:
    """Take the settings along to the supergroup. Both chats tell of it; whichever is heard first counts."""
    message = update.effective_message
    if message is None:
        return
    old = message.migrate_from_chat_id or message.chat_id
    new = message.migrate_to_chat_id or message.chat_id
    async with context.house.database.writing() as session:
        if await move_chat(session, old, new):
            # Messages have other numbers there: what was open about them cannot be done any more.
            await close_all_of(session, old, "moved")
            await duties.cancel_all(session, old, list(_ABOUT_MESSAGES))
            await duties.move(session, old, new)
            await record(session, "chat.moved", subject_id=new, before=old)
    context.house.watch.administrators.forget(old)


_ABOUT_MESSAGES = ("hold", "warn", "notice", "delete", "restore", "report", "ask", "mark")
