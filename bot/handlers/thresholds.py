"""/thresholds: how early an agency is warned of a rule, shown on the last 30 days before it is applied."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.handlers.context import Context, Handlers
from bot.handlers.rights import Asker, asker_with, manages, pressed
from bot.store import sensitivities
from bot.store.sensitivities import TRIED_DAYS, Change
from bot.texts import Texts
from bot.wording import rule_words
from classifiers.rules import Rule, RuleBook
from classifiers.sensitivity import LEVELS, shifted

BUTTONS_A_ROW = 6


def handlers() -> Handlers:
    """The handlers of this subject."""
    pattern = r"^thresholds:([a-z_]*)(:(-[12]|[012])(:apply)?)?$"
    return [CommandHandler("thresholds", thresholds), CallbackQueryHandler(rule_pressed, pattern=pattern)]


async def thresholds(update: Update, context: Context) -> None:
    """List the rules with the agency's levels."""
    asker = await asker_with(update, context, manages)
    if asker is None:
        return
    text, keyboard = await _list(context, asker.membership.agency_id, asker.texts)
    await context.reply(asker.message, text, keyboard=keyboard)


async def rule_pressed(update: Update, context: Context) -> None:
    """Show a rule, try a level or apply it; the agency is that of whoever presses."""
    asker = await asker_with(update, context, manages)
    if asker is None:
        return
    agency_id, texts, message = asker.membership.agency_id, asker.texts, asker.message
    code, level, apply = (*pressed(update), "", "")[:3]
    if code not in context.house.book:
        text, keyboard = await _list(context, agency_id, texts)
    elif apply:
        text, keyboard = await _applied(context, asker, code, int(level))
    elif level:
        text, keyboard = await _trial(context, agency_id, context.house.book[code], int(level), texts)
    else:
        text, keyboard = await _rule(context, agency_id, context.house.book[code], texts)
    await context.house.calls.replace_text(message.chat_id, message.message_id, text, keyboard)


async def _applied(context: Context, asker: Asker, code: str, level: int) -> tuple[str, InlineKeyboardMarkup]:
    agency_id = asker.membership.agency_id
    async with context.house.database.writing() as session:
        await sensitivities.set_level(session, agency_id, code, level, asker.user.id)
    text, keyboard = await _rule(context, agency_id, context.house.book[code], asker.texts)
    return f"{asker.texts('thresholds.applied')}\n\n{text}", keyboard


async def _list(context: Context, agency_id: int, texts: Texts) -> tuple[str, InlineKeyboardMarkup]:
    book = context.house.book
    levels = await _levels(context, agency_id)
    lines = []
    for number, rule in enumerate(book, start=1):
        level = levels.get(rule.code, 0)
        note = f": {texts(_LEVELS[level])}" if level else ""
        lines.append(f"{number}. {_title(rule, book, texts)}{note}")
    buttons = [
        InlineKeyboardButton(str(number), callback_data=f"thresholds:{rule.code}")
        for number, rule in enumerate(book, start=1)
    ]
    rows = [buttons[start : start + BUTTONS_A_ROW] for start in range(0, len(buttons), BUTTONS_A_ROW)]
    return "\n".join((texts("thresholds.title"), "", *lines)), InlineKeyboardMarkup(rows)


async def _rule(
    context: Context, agency_id: int, rule: Rule, texts: Texts
) -> tuple[str, InlineKeyboardMarkup]:
    level = (await _levels(context, agency_id)).get(rule.code, 0)
    rows = [
        [_button(texts(_LEVELS[other]), f"thresholds:{rule.code}:{other}", chosen=other == level)]
        for other in LEVELS
    ]
    rows.append([_button(texts("button.back"), "thresholds:")])
    words = texts("thresholds.rule", level=texts(_LEVELS[level]), limits=_limits(rule, level, texts))
    title = _title(rule, context.house.book, texts)
    return f"<b>{title}</b>\n{words}", InlineKeyboardMarkup(rows)


async def _trial(
    context: Context, agency_id: int, rule: Rule, level: int, texts: Texts
) -> tuple[str, InlineKeyboardMarkup]:
    async with context.house.database.reading() as session:
        change = await sensitivities.tried(session, agency_id, rule, level)
    parts = [
        f"<b>{_title(rule, context.house.book, texts)}</b>",
        texts("thresholds.try", level=texts(_LEVELS[level]), limits=_limits(rule, level, texts)),
        "",
        _change(change, texts),
    ]
    rows = [
        [_button(texts("thresholds.apply"), f"thresholds:{rule.code}:{level}:apply")],
        [_button(texts("thresholds.back"), f"thresholds:{rule.code}")],
    ]
    return "\n".join(parts), InlineKeyboardMarkup(rows)


def _change(change: Change, texts: Texts) -> str:
    if not change.decisions:
        return texts("thresholds.no_log", days=TRIED_DAYS)
    changed = change.warned + change.approved
    lines = [texts.plural("thresholds.changed", changed, days=TRIED_DAYS, decisions=change.decisions)]
    if changed:
        lines.append(texts("thresholds.how", warned=change.warned, approved=change.approved))
    return "\n".join(lines)


def _limits(rule: Rule, level: int, texts: Texts) -> str:
    names = {"text": texts("thresholds.text"), "image": texts("thresholds.image")}
    return ", ".join(
        f"{names[modality]} {round(100 * shifted(limit, level))} %"
        for modality, limit in rule.threshold.items()
    )


def _title(rule: Rule, book: RuleBook, texts: Texts) -> str:
    return rule_words(rule.code, book, texts)[0]


def _button(words: str, data: str, *, chosen: bool = False) -> InlineKeyboardButton:
    return InlineKeyboardButton(f"• {words}" if chosen else words, callback_data=data)


async def _levels(context: Context, agency_id: int) -> dict[str, int]:
    async with context.house.database.reading() as session:
        return await sensitivities.levels_of(session, agency_id)


_LEVELS = {
    -2: "thresholds.much_earlier",
    -1: "thresholds.earlier",
    0: "thresholds.usual",
    1: "thresholds.later",
    2: "thresholds.much_later",
}
