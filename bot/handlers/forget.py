"""/forget_me: what can be erased is erased, after saying in plain words what cannot."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.cases import withdraw_all
from bot.handlers.context import Context, Handlers, sender
from bot.store import audit, questions, users
from bot.store.retention import redact_of_user


def handlers() -> Handlers:
    """The handlers of this subject."""
    return [
        CommandHandler("forget_me", forget_me),
        CallbackQueryHandler(confirmed, pattern=r"^forget:yes$"),
        CallbackQueryHandler(kept, pattern=r"^forget:no$"),
    ]


async def forget_me(update: Update, context: Context) -> None:
    """Say what is erased and what stays, and ask."""
    message, user = sender(update)
    texts = await context.texts(user)
    yes = InlineKeyboardButton(texts("forget.yes"), callback_data="forget:yes")
    no = InlineKeyboardButton(texts("forget.no"), callback_data="forget:no")
    await context.reply(message, texts("forget.ask"), keyboard=InlineKeyboardMarkup([[no], [yes]]))


async def confirmed(update: Update, context: Context) -> None:
    """Erase; the commissioners see that open cases are withdrawn."""
    message, user = sender(update)
    texts = await context.texts(user)
    if update.callback_query:
        await context.house.calls.answer_button(update.callback_query)
    async with context.house.database.writing() as session:
        withdrawn = await withdraw_all(session, user.id)
        await questions.forget(session, user.id)
        await session.flush()
        erased = await redact_of_user(session, user.id)
        await users.forget(session, user.id)
        await audit.record(session, "forget_me", actor_id=user.id, subject_id=user.id, texts=erased)
    for case in withdrawn:
        context.house.messenger.refresh(case)
    words = texts.plural("forget.done", erased)
    await context.house.calls.replace_text(message.chat_id, message.message_id, words)


async def kept(update: Update, context: Context) -> None:
    """Erase nothing."""
    message, user = sender(update)
    if update.callback_query:
        await context.house.calls.answer_button(update.callback_query)
    texts = await context.texts(user)
    await context.house.calls.replace_text(message.chat_id, message.message_id, texts("forget.kept"))
