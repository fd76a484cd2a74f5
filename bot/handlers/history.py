"""/history: the user's own last decisions."""

import html
from datetime import datetime
from zoneinfo import ZoneInfo

from telegram import Update
from telegram.ext import CommandHandler

from bot.handlers.context import Context, Handlers, sender
from bot.store.decisions import DecisionRow, history
from bot.texts import Texts
from bot.wording import nothing_was_judged, rule_words, shown_quote
from classifiers.rules import RuleBook

SHOWN = 10
SNIPPET = 60


def handlers() -> Handlers:
    """The handlers of this subject."""
    return [CommandHandler("history", show_history)]


async def show_history(update: Update, context: Context) -> None:
    """List the last decisions of whoever asks."""
    message, user = sender(update)
    texts, house = await context.texts(user), context.house
    async with house.database.reading() as session:
        decisions = await history(session, user.id, SHOWN)
    if not decisions:
        await context.reply(message, texts("history.empty"))
        return
    entries = [_entry(decision, house.book, texts, house.settings.timezone) for decision in decisions]
    await context.reply(message, "\n\n".join((texts("history.title"), *entries)))


def _entry(decision: DecisionRow, book: RuleBook, texts: Texts, timezone: str) -> str:
    kind = texts(f"kind.{decision.kind}") if texts.has(f"kind.{decision.kind}") else texts("kind.other")
    when = local_time(decision.created_at, timezone)
    snippet = _snippet(decision, texts)
    line = f"{when}, {kind} — {_verdict(decision, book, texts)}"
    return f"{line}\n<i>{snippet}</i>" if snippet else line


def _verdict(decision: DecisionRow, book: RuleBook, texts: Texts) -> str:
    if decision.verdict == "warn":
        titles = dict.fromkeys(rule_words(reason["rule"], book, texts)[0] for reason in decision.reasons)
        return texts("history.warn", rules=html.unescape("; ".join(titles)))
    return texts("history.nothing" if nothing_was_judged(decision) else "history.approve")


def _snippet(decision: DecisionRow, texts: Texts) -> str:
    if decision.text is None:
        return texts("history.redacted")
    text = decision.text[:SNIPPET] + ("…" if len(decision.text) > SNIPPET else "")
    return f"«{shown_quote(text)}»" if text.strip() else ""


def local_time(moment: datetime, timezone: str) -> str:
    """Day and time as people here write them."""
    return moment.astimezone(ZoneInfo(timezone)).strftime("%d.%m.%Y %H:%M")
