"""The buttons under an answer: details, and what has become meaningless."""

import html

from telegram import CallbackQuery, Update
from telegram.ext import CallbackQueryHandler

from bot.handlers.context import Context, Handlers, sender
from bot.handlers.history import local_time
from bot.store import users
from bot.store.decisions import DecisionRow, get_decision
from bot.texts import Texts
from bot.wording import evidence_words, not_judged_words, rule_words, shown_length
from classifiers.rules import RuleBook

LONGEST_DETAILS = 4000


def handlers() -> Handlers:
    """The handlers of this subject."""
    return [
        CallbackQueryHandler(details, pattern=r"^details:\d{1,18}$"),
        CallbackQueryHandler(stale),
    ]


async def details(update: Update, context: Context) -> None:
    """Say all that the log knows of the decision."""
    message, user = sender(update)
    texts, house = await context.texts(user), context.house
    decision = await own_decision(update, context)
    if decision is None:
        await context.reply(message, texts("details.gone"))
        return
    when = local_time(decision.created_at, house.settings.timezone)
    async with house.database.reading() as session:
        choice = await users.choice_of(session, user.id)
    note = texts(f"category.{choice.category}_note") if choice.category else ""
    text = _details(decision, when, note, house.book, texts)
    await context.reply(message, text, reply_to=message.message_id)


async def stale(update: Update, context: Context) -> None:
    """A button that means nothing any more: only its clock is stopped."""
    if update.callback_query:
        await context.house.calls.answer_button(update.callback_query)


async def own_decision(update: Update, context: Context) -> DecisionRow | None:
    """The decision that the button belongs to, if it is about a draft of whoever presses it."""
    query, user = update.callback_query, update.effective_user
    if query is None or user is None:
        return None
    await context.house.calls.answer_button(query)
    async with context.house.database.reading() as session:
        decision = await get_decision(session, _number(query))
    return decision if decision is not None and decision.user_id == user.id else None


def _number(query: CallbackQuery) -> int:
    return int((query.data or "").partition(":")[2])


def _details(decision: DecisionRow, when: str, note: str, book: RuleBook, texts: Texts) -> str:
    parts = [texts("details.title", number=decision.id, time=when)]
    for reason in decision.reasons:
        title, norm, _ = rule_words(reason["rule"], book, texts)
        score, threshold = round(100 * reason["score"]), round(100 * reason["threshold"])
        lines = [f"<b>{title}</b>", evidence_words(reason, decision, texts), f"<i>{norm}</i>" if norm else ""]
        lines.append(texts("details.score", score=score, threshold=threshold))
        parts.append("\n".join(line for line in lines if line))
    if not decision.reasons:
        parts.append(texts("details.none"))
    parts += not_judged_words(decision, texts)
    models = "; ".join(f"{name} {version}" for name, version in decision.models.items())
    parts += [note, texts("details.models", models=html.unescape(models))]
    return _fitting([part for part in parts if part])


def _fitting(parts: list[str]) -> str:
    while len(parts) > 1 and shown_length("\n\n".join(parts)) > LONGEST_DETAILS:
        parts.pop(-2)
    return "\n\n".join(parts)
