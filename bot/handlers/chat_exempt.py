"""/exempt as a reply: the author's messages are not judged in this chat, or are judged again."""

from telegram import Message, Update
from telegram.ext import CommandHandler, filters

from bot.handlers.chat_rows import chat_row, may_command, say
from bot.handlers.context import Context, Handlers, current_work
from bot.store import inbox
from bot.store.audit import record
from bot.store.chats import ChatRow
from bot.texts import Texts

MOST_EXEMPT = 200


def handlers() -> Handlers:
    """The handlers of this subject."""
    return [CommandHandler("exempt", exempt, filters.UpdateType.MESSAGE)]


async def exempt(update: Update, context: Context) -> None:
    """Put the author of the message that the command replies to on the list, or take them off it."""
    message = update.effective_message
    if message is None or not await may_command(context, message):
        return
    row = await chat_row(context, message.chat)
    texts, asked = Texts(row.language), _author(message)
    if asked is None:
        await say(context, message, texts("exempt.how"))
        return
    user_id, name = asked
    if user_id not in row.exempt and len(row.exempt) >= MOST_EXEMPT:
        await say(context, message, texts("exempt.full"))
        return
    now_exempt = await _toggle(context, row.id, user_id, message)
    await say(context, message, texts("exempt.on" if now_exempt else "exempt.off", name=name))


def _author(message: Message) -> tuple[int, str] | None:
    asked = message.reply_to_message
    # In a topic every message "replies" to the one that opened the topic.
    if asked is None or asked.forum_topic_created or asked.sender_chat or asked.from_user is None:
        return None
    return asked.from_user.id, asked.from_user.full_name


async def _toggle(context: Context, chat_id: int, user_id: int, message: Message) -> bool:
    async with context.house.database.writing() as session:
        row = await session.get_one(ChatRow, chat_id)
        now_exempt = user_id not in row.exempt
        others = [other for other in row.exempt if other != user_id]
        row.exempt = [*others, user_id] if now_exempt else others
        actor = message.from_user.id if message.from_user and not message.sender_chat else None
        await record(
            session,
            "chat.exempt",
            actor_id=actor,
            agency_id=row.agency_id,
            subject_id=chat_id,
            user=user_id,
            exempt=now_exempt,
        )
        # With the change the command is done: a second handling would take it back.
        await inbox.finish(session, current_work.get().arrival.rows)
    return now_exempt
