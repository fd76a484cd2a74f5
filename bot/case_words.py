"""A case in words: for the commissioner, in the queue, and for the author."""

import html
from collections.abc import Mapping
from datetime import datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.cases import OUTCOMES
from bot.store.appeals import Appeal
from bot.store.base import utcnow
from bot.store.decisions import DecisionRow
from bot.texts import Texts
from bot.wording import MOST_REASONS, evidence_words, not_judged_words, rule_words
from classifiers.rules import RuleBook

LONGEST_DRAFT = 3900


def draft_text(appeal: Appeal, decision: DecisionRow, texts: Texts) -> str:
    """The draft as the author sent it, for the commissioner; empty if there is no text."""
    text = (decision.text or "").strip()
    if not text:
        return ""
    cut = text[:LONGEST_DRAFT] + ("…" if len(text) > LONGEST_DRAFT else "")
    quoted = f"<blockquote>{html.escape(cut, quote=False)}</blockquote>"
    return f"{texts('petition.draft', number=appeal.id)}\n{quoted}"


def card(
    appeal: Appeal, decision: DecisionRow, names: Mapping[int, str], book: RuleBook, texts: Texts
) -> str:
    """The case as it stands: who asks what, the verdict with its evidence, who decides."""
    author = names.get(appeal.author_id) or str(appeal.author_id)
    parts = [f"<b>{texts(f'petition.title_{appeal.kind}', number=appeal.id)}</b>"]
    parts.append(texts("petition.author", name=author, sentence=appeal.sentence or "—"))
    parts.append("\n".join(_verdict(decision, book, texts)))
    parts.append(_state(appeal, names, texts))
    return "\n\n".join(parts)


def _verdict(decision: DecisionRow, book: RuleBook, texts: Texts) -> list[str]:
    lines = [texts("answer.warn" if decision.verdict == "warn" else "answer.approve")]
    for reason in decision.reasons[:MOST_REASONS]:
        title, norm, _ = rule_words(reason["rule"], book, texts)
        evidence = evidence_words(reason, decision, texts)
        lines += [f"• <b>{title}</b> ({round(100 * reason['score'])} %)", evidence, f"<i>{norm}</i>"]
    return [line for line in (*lines, *not_judged_words(decision, texts)) if line]


def _state(appeal: Appeal, names: Mapping[int, str], texts: Texts) -> str:
    decider = names.get(appeal.taken_by or 0) or str(appeal.taken_by or "")
    if appeal.outcome == "withdrawn":
        return texts("petition.withdrawn")
    if appeal.outcome:
        outcome = texts(f"outcome.{appeal.outcome}")
        comment = f"\n«{html.escape(appeal.comment, quote=False)}»" if appeal.comment else ""
        return texts("petition.decided", name=decider, outcome=outcome) + comment
    return texts("petition.taken", name=decider) if appeal.taken_by else texts("petition.open")


def card_buttons(appeal: Appeal, viewer: int, texts: Texts) -> InlineKeyboardMarkup | None:
    """What this commissioner may do with the case now."""

    def button(text: str, action: str) -> list[InlineKeyboardButton]:
        return [InlineKeyboardButton(text, callback_data=f"appeal:{appeal.id}:{action}")]

    if appeal.outcome is not None:
        return None
    if appeal.taken_by is None:
        return InlineKeyboardMarkup([button(texts("petition.take"), "take")])
    if appeal.taken_by != viewer:
        return None
    rows = [button(texts(f"petition.{outcome}"), outcome) for outcome in OUTCOMES]
    return InlineKeyboardMarkup([*rows, button(texts("petition.release"), "release")])


def told_author(appeal: Appeal, texts: Texts) -> str:
    """The decision for the author."""
    words = texts(f"closed.{appeal.outcome}", number=appeal.id)
    if appeal.comment:
        words += "\n\n" + texts("closed.comment", comment=appeal.comment)
    return words


def queue_line(appeal: Appeal, names: Mapping[int, str], texts: Texts) -> str:
    """A line of /appeals."""
    kind = texts(f"petition.kind_{appeal.kind}")
    decider = names.get(appeal.taken_by or 0) or str(appeal.taken_by or "")
    state = texts("petition.taken", name=decider) if appeal.taken_by else texts("petition.open")
    return texts(
        "appeals.line",
        number=appeal.id,
        kind=kind,
        age=age(appeal.created_at, texts),
        state=html.unescape(state),
    )


def age(since: datetime, texts: Texts) -> str:
    """How long ago, in hours below a day, else in days."""
    hours = int((utcnow() - since).total_seconds() // 3600)
    if hours < 1:
        return texts("age.fresh")
    return texts.plural("age.days", hours // 24) if hours >= 24 else texts.plural("age.hours", hours)
