"""/start and /language: the choice of language, what the bot is, the category (asked once)."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update, User
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.handlers.context import Context, Handlers, sender
from bot.handlers.privacy import kept_words
from bot.store import users
from bot.texts import LANGUAGES, Texts


def handlers() -> Handlers:
    """The handlers of this subject."""
    return [
        CommandHandler("start", start),
        CommandHandler("language", language),
        CallbackQueryHandler(language_chosen, pattern=r"^(start|language):(ru|kk|en)$"),
        CallbackQueryHandler(category_chosen, pattern=r"^category:(state|civil|police|other)$"),
    ]


async def start(update: Update, context: Context) -> None:
    """Ask for the language, in all three."""
    message, _ = sender(update)
    await context.reply(message, _language_question(), keyboard=_languages("start"))


async def language(update: Update, context: Context) -> None:
    """Ask for another language."""
    message, _ = sender(update)
    await context.reply(message, _language_question(), keyboard=_languages("language"))


async def language_chosen(update: Update, context: Context) -> None:
    """Note the language; after /start say what the bot is and ask for the category."""
    message, user = sender(update)
    query = update.callback_query
    if query is None or not query.data:
        return
    purpose, _, code = query.data.partition(":")
    async with context.house.database.writing() as session:
        choice = await users.choose(session, user.id, language=code)
    texts = Texts(code)
    await context.house.calls.answer_button(query)
    if purpose == "language":
        await _replace(context, message, texts("language.done"))
        return
    await _replace(context, message, await _welcome(context, user, texts))
    if choice.category is None:
        await context.reply(message, texts("start.category"), keyboard=_categories(texts))


async def category_chosen(update: Update, context: Context) -> None:
    """Note the category and say which code applies."""
    message, user = sender(update)
    query = update.callback_query
    if query is None or not query.data:
        return
    category = query.data.partition(":")[2]
    async with context.house.database.writing() as session:
        await users.choose(session, user.id, category=category)
    texts = await context.texts(user)
    await context.house.calls.answer_button(query)
    note = texts(f"category.{category}_note")
    await _replace(context, message, f"{texts('category.done')}\n{note}")


async def _welcome(context: Context, user: User, texts: Texts) -> str:
    kept = kept_words(context.house.settings.text_retention_days, texts)
    welcome = texts("start.welcome", kept=kept)
    if await context.may_send_drafts(user):
        return welcome
    return f"{welcome}\n\n{texts('access.how', user=user.id)}"


async def _replace(context: Context, message: Message, text: str) -> None:
    await context.house.calls.replace_text(message.chat_id, message.message_id, text)


def _language_question() -> str:
    return "\n".join(Texts(code)("start.language") for code in ("kk", "ru", "en"))


def _languages(purpose: str) -> InlineKeyboardMarkup:
    buttons = [
        InlineKeyboardButton(Texts(code)("language.name"), callback_data=f"{purpose}:{code}")
        for code in sorted(LANGUAGES, key=["kk", "ru", "en"].index)
    ]
    return InlineKeyboardMarkup([buttons])


def _categories(texts: Texts) -> InlineKeyboardMarkup:
    rows = [
        [InlineKeyboardButton(texts(f"category.{name}"), callback_data=f"category:{name}")]
        for name in users.CATEGORIES
    ]
    return InlineKeyboardMarkup(rows)
