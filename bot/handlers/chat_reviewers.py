"""/reviewers: where the reports of a chat go. Sent in the chat that shall get them: /reviewers here."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update, User
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.handlers.chat_list import administered, chat_buttons
from bot.handlers.chat_rows import chat_row, may_command, may_press, say
from bot.handlers.context import Context, Handlers
from bot.store.audit import record
from bot.store.chats import ChatRow, get_chat
from bot.texts import Texts


def handlers() -> Handlers:
    """The handlers of this subject."""
    return [
        CommandHandler("reviewers", reviewers, filters.UpdateType.MESSAGE),
        CallbackQueryHandler(choose, pattern=r"^reviewers:choose$"),
        CallbackQueryHandler(chosen, pattern=r"^reviewers:-\d{1,16}$"),
    ]


async def reviewers(update: Update, context: Context) -> None:
    """Offer to bind this chat, or explain how."""
    message = update.effective_message
    if message is None or not await may_command(context, message):
        return
    texts = Texts((await chat_row(context, message.chat)).language)
    if [word.lower() for word in context.args or []] != ["here"]:
        await say(context, message, texts("reviewers.how"))
        return
    # An anonymous administrator is known by the press only: one way for all.
    button = InlineKeyboardButton(texts("reviewers.button_choose"), callback_data="reviewers:choose")
    await say(context, message, texts("reviewers.ask"), keyboard=InlineKeyboardMarkup([[button]]))


async def choose(update: Update, context: Context) -> None:
    """List the chats that whoever presses administers."""
    query = update.callback_query
    if query is None or query.message is None:
        return
    here = query.message.chat.id
    mine = [chat for chat in await administered(context, query.from_user) if chat.id != here]
    texts = await context.texts(query.from_user)
    await context.house.calls.answer_button(query, "" if mine else texts("reviewers.nothing"))
    if mine:
        keyboard = chat_buttons(mine, "reviewers:{id}")
        await context.house.calls.replace_text(
            here, query.message.message_id, texts("reviewers.which"), keyboard
        )


async def chosen(update: Update, context: Context) -> None:
    """Bind the chat that the button names to this one."""
    query = update.callback_query
    if query is None or query.message is None or not query.data:
        return
    source, here = int(query.data.partition(":")[2]), query.message.chat.id
    if source == here or not await may_press(context, query, source):
        return
    title = await _bind(context, source, here, query.from_user)
    texts = await context.texts(query.from_user)
    await context.house.calls.answer_button(query)
    if title is not None:
        words = texts("reviewers.done", title=title)
        await context.house.calls.replace_text(here, query.message.message_id, words)
    context.house.steward.wake()


async def _bind(context: Context, source: int, here: int, by: User) -> str | None:
    """Bind and log it; the watched chat's title, None if it is not watched any more."""
    async with context.house.database.writing() as session:
        row = await get_chat(session, source)
        if row is None or not row.active:
            return None
        before, row.reviewers_id = row.reviewers_id, here
        reviewing = await session.get(ChatRow, here)
        if reviewing is not None and reviewing.agency_id is None:
            reviewing.agency_id = row.agency_id
        await record(
            session,
            "chat.reviewers",
            actor_id=by.id,
            agency_id=row.agency_id,
            subject_id=source,
            before=before,
            after=here,
        )
        return row.title
