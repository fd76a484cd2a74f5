"""/rules: the list, and behind a button each rule with its norm and advice."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.handlers.context import Context, Handlers, sender
from bot.texts import Texts
from bot.wording import month, rule_words
from classifiers.rules import RuleBook

BUTTONS_A_ROW = 6


def handlers() -> Handlers:
    """The handlers of this subject."""
    return [CommandHandler("rules", rules), CallbackQueryHandler(rule_chosen, pattern=r"^rule:\w*$")]


async def rules(update: Update, context: Context) -> None:
    """List the rules."""
    message, user = sender(update)
    texts, book = await context.texts(user), context.house.book
    await context.reply(message, _list(book, texts), keyboard=_numbers(book))


async def rule_chosen(update: Update, context: Context) -> None:
    """Show one rule, or the list again, in the same message."""
    message, user = sender(update)
    query = update.callback_query
    if query is None or not query.data:
        return
    texts, book = await context.texts(user), context.house.book
    code = query.data.partition(":")[2]
    await context.house.calls.answer_button(query)
    if code:
        back = InlineKeyboardButton(texts("button.back"), callback_data="rule:")
        text, keyboard = _rule(code, book, texts), InlineKeyboardMarkup([[back]])
    else:
        text, keyboard = _list(book, texts), _numbers(book)
    await context.house.calls.replace_text(message.chat_id, message.message_id, text, keyboard)


def _list(book: RuleBook, texts: Texts) -> str:
    titles = [f"{n}. {rule_words(rule.code, book, texts)[0]}" for n, rule in enumerate(book, start=1)]
    checked = texts("rules.checked", date=month(book.checked))
    return "\n".join((texts("rules.title"), "", *titles, "", checked))


def _rule(code: str, book: RuleBook, texts: Texts) -> str:
    if code not in book:
        return texts("rules.gone")
    title, norm, advice = rule_words(code, book, texts)
    checked = texts("rules.checked", date=month(book[code].norm.checked))
    return f"<b>{title}</b>\n\n<i>{norm}</i>\n{checked}\n\n{advice}"


def _numbers(book: RuleBook) -> InlineKeyboardMarkup:
    buttons = [
        InlineKeyboardButton(str(number), callback_data=f"rule:{rule.code}")
        for number, rule in enumerate(book, start=1)
    ]
    return InlineKeyboardMarkup(
        [buttons[start : start + BUTTONS_A_ROW] for start in range(0, len(buttons), BUTTONS_A_ROW)]
    )
