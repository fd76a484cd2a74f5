"""What handlers in groups and channels share: the chat's row, and who may command there."""

from telegram import CallbackQuery, Chat, Message, User

from bot.handlers.context import Context
from bot.store.chats import LONGEST_TITLE, ChatRow, add_chat, get_chat
from bot.store.members import role_of
from bot.texts import Texts


async def chat_row(context: Context, chat: Chat) -> ChatRow:
    """The chat's row, its title as it is now; a chat that was never seen is observed from now on."""
    title, username = (chat.title or "")[:LONGEST_TITLE], chat.username or ""
    house = context.house
    async with house.database.reading() as session:
        row = await get_chat(session, chat.id)
    if row is not None and (row.title, row.username, row.kind) == (title, username, chat.type):
        return row
    async with house.database.writing() as session:
        row = await get_chat(session, chat.id)
        row = row or await add_chat(session, chat.id, chat.type, house.settings.default_language)
        row.title, row.username, row.kind = title, username, chat.type
    return row


async def may_command(context: Context, message: Message) -> bool:
    """Whether whoever wrote a command administers the chat; if not, they are told."""
    if message.sender_chat is not None and message.sender_chat.id == message.chat_id:
        return True  # only administrators write in the name of their group
    user = message.from_user
    allowed = user is not None and await context.house.watch.administrators.may_manage(
        message.chat_id, user.id
    )
    if not allowed:
        row = await chat_row(context, message.chat)
        key = "group.only_administrators" if allowed is False else "group.cannot_ask"
        await say(context, message, Texts(row.language)(key))
    return bool(allowed)


async def may_press(context: Context, query: CallbackQuery, chat_id: int) -> bool:
    """Whether whoever presses a button administers the chat now; if not, they are told."""
    user = query.from_user
    allowed = await context.house.watch.administrators.may_manage(chat_id, user.id)
    if not allowed:
        key = "group.only_administrators" if allowed is False else "group.cannot_ask"
        await context.house.calls.answer_button(query, (await context.texts(user))(key))
    return bool(allowed)


async def agency_of(context: Context, user: User) -> int | None:
    """The person's agency."""
    async with context.house.database.reading() as session:
        membership = await role_of(session, user.id, context.house.settings.admin_ids)
    return membership.agency_id if membership else None


async def bind_agency(context: Context, row: ChatRow, user: User | None) -> None:
    """A chat without an agency gets that of the member who looks after it."""
    agency = await agency_of(context, user) if user is not None and row.agency_id is None else None
    if agency is not None:
        async with context.house.database.writing() as session:
            (await session.get_one(ChatRow, row.id)).agency_id = agency


async def say(context: Context, message: Message, text: str, **options: object) -> None:
    """Answer a command in its chat, in its topic."""
    thread = message.message_thread_id if message.is_topic_message else None
    await context.house.calls.send_text(
        message.chat_id,
        text,
        reply_to=message.message_id,
        thread=thread,
        **options,  # type: ignore[arg-type]
    )
