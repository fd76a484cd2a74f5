"""/decisions and /decision: the log of the agency, for its commissioners and administrators."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.decision_words import card, entry
from bot.handlers.context import Context, Handlers
from bot.handlers.rights import Asker, asker_with, pressed
from bot.store.members import Membership
from bot.store.search import Filter, Page, appeals_of, get_visible, page
from bot.texts import Texts
from bot.wording import rule_words

PAGE = 8
BUTTONS_A_ROW = 6
VERDICTS = ("", "warn", "approve")


def handlers() -> Handlers:
    """The handlers of this subject."""
    turn = r"^decisions:(warn|approve)?:([a-z_]*):([ba]\d{1,18})?$"
    return [
        CommandHandler("decisions", decisions),
        CommandHandler("decision", decision),
        CallbackQueryHandler(page_pressed, pattern=turn),
        CallbackQueryHandler(rules_pressed, pattern=r"^decision_rules$"),
        CallbackQueryHandler(decision_pressed, pattern=r"^decision:\d{1,18}$"),
    ]


def reads(membership: Membership) -> bool:
    """The right to look through the agency's decisions."""
    return membership.manages or membership.reviews


async def decisions(update: Update, context: Context) -> None:
    """List the newest decisions; words after the command filter by verdict and rule."""
    asker = await asker_with(update, context, reads)
    if asker is None:
        return
    words = [word.lower() for word in asker.arguments]
    verdict = next((word for word in words if word in VERDICTS), "")
    rule = next((word for word in words if word in context.house.book), "")
    text, keyboard = await _list(context, asker, Filter(verdict, rule))
    await context.reply(asker.message, text, keyboard=keyboard)


async def page_pressed(update: Update, context: Context) -> None:
    """Show another page or another filter."""
    asker = await asker_with(update, context, reads)
    if asker is None:
        return
    verdict, rule, turn = pressed(update)
    number = int(turn[1:] or 0)
    before, after = (number, 0) if turn.startswith("b") else (0, number)
    text, keyboard = await _list(context, asker, Filter(verdict, rule), before=before, after=after)
    await _replace(context, asker, text, keyboard)


async def rules_pressed(update: Update, context: Context) -> None:
    """Ask for the rule to filter by."""
    asker = await asker_with(update, context, reads)
    if asker is None:
        return
    book, texts = context.house.book, asker.texts
    lines = [f"{n}. {rule_words(rule.code, book, texts)[0]}" for n, rule in enumerate(book, start=1)]
    buttons = [_button(str(n), f"decisions::{rule.code}:") for n, rule in enumerate(book, start=1)]
    rows = [buttons[start : start + BUTTONS_A_ROW] for start in range(0, len(buttons), BUTTONS_A_ROW)]
    rows.append([_button(texts("button.back"), "decisions:::")])
    text = "\n".join((texts("journal.which_rule"), "", *lines))
    await _replace(context, asker, text, InlineKeyboardMarkup(rows))


async def decision(update: Update, context: Context) -> None:
    """Show the decision whose number stands after the command."""
    asker = await asker_with(update, context, reads)
    if asker is None:
        return
    number = (*asker.arguments, "")[0].removeprefix("№").removeprefix("#")
    if not number.isdecimal() or len(number) > 18:
        await context.reply(asker.message, asker.texts("decision.usage"))
        return
    await _show(context, asker, int(number))


async def decision_pressed(update: Update, context: Context) -> None:
    """Show the decision of a button."""
    asker = await asker_with(update, context, reads)
    if asker is not None:
        await _show(context, asker, int(pressed(update)[0]))


async def _show(context: Context, asker: Asker, number: int) -> None:
    house = context.house
    async with house.database.reading() as session:
        found = await get_visible(session, asker.membership, number)
        appeals = await appeals_of(session, number) if found else ()
    if found is None:
        await context.reply(asker.message, asker.texts("decision.unknown", number=number))
        return
    text = card(found, appeals, asker.user.id, house.book, asker.texts, house.settings.timezone)
    await context.reply(asker.message, text)


async def _list(
    context: Context, asker: Asker, wanted: Filter, *, before: int = 0, after: int = 0
) -> tuple[str, InlineKeyboardMarkup]:
    house, texts = context.house, asker.texts
    async with house.database.reading() as session:
        found = await page(session, asker.membership, wanted, PAGE, before=before, after=after)
    title = [texts("journal.title")]
    if wanted.rule:
        title.append(f"<i>{rule_words(wanted.rule, house.book, texts)[0]}</i>")
    entries = [entry(row, house.book, texts, house.settings.timezone) for row in found.rows]
    text = "\n\n".join(("\n".join(title), *(entries or [texts("journal.none")])))
    return text, _keyboard(found, wanted, texts)


def _keyboard(found: Page, wanted: Filter, texts: Texts) -> InlineKeyboardMarkup:
    opens = [_button(str(row.id), f"decision:{row.id}") for row in found.rows]
    turns = []
    if found.newer and found.rows:
        turns.append(_button(texts("journal.newer"), f"{_data(wanted)}a{found.rows[0].id}"))
    if found.older and found.rows:
        turns.append(_button(texts("journal.older"), f"{_data(wanted)}b{found.rows[-1].id}"))
    filters = []
    for verdict in VERDICTS:
        words = texts(f"journal.{verdict or 'all'}")
        mark = "• " if verdict == wanted.verdict else ""
        filters.append(_button(mark + words, _data(Filter(verdict, wanted.rule))))
    rule = _button(texts("journal.by_rule"), "decision_rules")
    if wanted.rule:
        rule = _button(texts("journal.any_rule"), _data(Filter(wanted.verdict)))
    half = PAGE // 2
    rows = [opens[:half], opens[half:], turns, filters, [rule]]
    return InlineKeyboardMarkup([row for row in rows if row])


def _data(wanted: Filter) -> str:
    return f"decisions:{wanted.verdict}:{wanted.rule}:"


def _button(words: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(words, callback_data=data)


async def _replace(context: Context, asker: Asker, text: str, keyboard: InlineKeyboardMarkup) -> None:
    message = asker.message
    await context.house.calls.replace_text(message.chat_id, message.message_id, text, keyboard)
