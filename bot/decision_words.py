"""A decision of the log in words: a line of the list, and a card with all that is known.

Words of a draft are shown to others only if they were posted in a watched chat, or if the author put the case
before the commissioner: an official who only asked in private must not be read by the superiors.
"""

import html
from collections.abc import Sequence
from typing import Any

from bot.handlers.history import local_time
from bot.store.appeals import Appeal
from bot.store.decisions import DecisionRow
from bot.texts import Texts
from bot.wording import (
    MESSAGE_LIMIT,
    evidence_words,
    not_judged_words,
    nothing_was_judged,
    rule_words,
    shown_length,
)
from classifiers.rules import RuleBook

NEAR = 0.5  # of the threshold: lower scores say nothing to a reader
MOST_NEAR = 5


def entry(decision: DecisionRow, book: RuleBook, texts: Texts, timezone: str) -> str:
    """A decision in two lines."""
    when = local_time(decision.created_at, timezone)
    head = f"<b>№ {decision.id}</b>, {when}, {_kind(decision, texts)}"
    return f"{head}\n{_verdict(decision, book, texts)}"


def card(
    decision: DecisionRow,
    appeals: Sequence[Appeal],
    reader_id: int,
    book: RuleBook,
    texts: Texts,
    timezone: str,
) -> str:
    """All that is known of a decision and may be shown to the reader, shortened to fit a message."""
    open_words = may_read_words(decision, appeals, reader_id)
    when = local_time(decision.created_at, timezone)
    parts = [
        f"{texts('details.title', number=decision.id, time=when)}\n{_verdict(decision, book, texts)}",
        _origin(decision, texts),
        *(_reason(reason, decision, book, texts, quoted=open_words) for reason in decision.reasons),
        _near(decision, book, texts),
        "\n".join(not_judged_words(decision, texts)),
        "" if open_words else texts("decision.words_hidden"),
        *(_appeal(appeal, texts, timezone) for appeal in appeals),
        _versions(decision, texts),
        _messages(decision, texts, timezone),
    ]
    parts = [part for part in parts if part]
    while shown_length("\n\n".join(parts)) > MESSAGE_LIMIT:
        parts.pop(2)
    return "\n\n".join(parts)


def may_read_words(decision: DecisionRow, appeals: Sequence[Appeal], reader_id: int) -> bool:
    """Whether the reader may see the words of the draft and who wrote it."""
    return decision.source in ("group", "channel") or decision.user_id == reader_id or bool(appeals)


def _kind(decision: DecisionRow, texts: Texts) -> str:
    key = f"kind.{decision.kind}"
    return texts(key if texts.has(key) else "kind.other")


def _verdict(decision: DecisionRow, book: RuleBook, texts: Texts) -> str:
    if decision.verdict == "warn":
        rules = dict.fromkeys(rule_words(reason["rule"], book, texts)[0] for reason in decision.reasons)
        return f"⚠️ {texts('history.warn', rules=html.unescape('; '.join(rules)))}"
    if nothing_was_judged(decision):
        return f"◽ {texts('history.nothing')}"
    return f"✅ {texts('history.approve')}"


def _origin(decision: DecisionRow, texts: Texts) -> str:
    source = texts(f"source.{decision.source}")
    line = texts("decision.origin", source=source, kind=_kind(decision, texts), language=decision.language)
    if decision.source in ("group", "channel"):
        line += "\n" + texts("decision.chat", chat=decision.chat_id, author=decision.user_id or "—")
    return line


def _reason(
    reason: dict[str, Any], decision: DecisionRow, book: RuleBook, texts: Texts, *, quoted: bool
) -> str:
    title, norm, _ = rule_words(reason["rule"], book, texts)
    score, threshold = round(100 * reason["score"]), round(100 * reason["threshold"])
    lines = [
        f"<b>{title}</b>",
        evidence_words(reason, decision, texts) if quoted else "",
        f"<i>{norm}</i>" if norm else "",
        texts("details.score", score=score, threshold=threshold),
    ]
    return "\n".join(line for line in lines if line)


def _near(decision: DecisionRow, book: RuleBook, texts: Texts) -> str:
    """The scores below their thresholds that come nearest to them."""
    warned = {reason["rule"] for reason in decision.reasons}
    near: dict[str, float] = {}
    for where, scores in decision.scores.items():
        for code, score in scores.items():
            limit = (
                book[code].threshold.get("image" if where == "image" else "text") if code in book else None
            )
            if limit and code not in warned and score >= NEAR * limit:
                near[code] = max(score, near.get(code, 0.0))
    strongest = sorted(near.items(), key=lambda item: -item[1])[:MOST_NEAR]
    lines = [f"{rule_words(code, book, texts)[0]}: {round(100 * score)} %" for code, score in strongest]
    return "\n".join((texts("decision.near"), *lines)) if lines else ""


def _appeal(appeal: Appeal, texts: Texts, timezone: str) -> str:
    state = f"appeal_state.{appeal.outcome or ('taken' if appeal.taken_by else 'open')}"
    when = local_time(appeal.closed_at or appeal.created_at, timezone)
    line = texts("decision.appeal", number=appeal.id, state=texts(state), time=when)
    by = texts("decision.reviewer", user=appeal.taken_by) if appeal.taken_by else ""
    comment = f"«{html.escape(appeal.comment, quote=False)}»" if appeal.comment else ""
    return "\n".join(part for part in (line, by, comment) if part)


def _versions(decision: DecisionRow, texts: Texts) -> str:
    models = "; ".join(f"{name} {version}" for name, version in decision.models.items())
    elapsed = round(decision.elapsed_ms)
    return f"{texts('details.models', models=models)}\n{texts('decision.elapsed', milliseconds=elapsed)}"


def _messages(decision: DecisionRow, texts: Texts, timezone: str) -> str:
    if decision.message_id is None:
        return ""
    answered = local_time(decision.answered_at, timezone) if decision.answered_at else "—"
    ids = {"draft": decision.message_id, "answer": decision.answer_message_id or "—", "time": answered}
    return texts("decision.messages", **ids)
