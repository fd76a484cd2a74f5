"""A decision in words: the verdict first, then at most five reasons, then what was not judged."""

import html
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from bot.store.decisions import DecisionRow
from bot.texts import Texts
from classifiers.rules import RuleBook

MESSAGE_LIMIT = 4096  # Telegram counts UTF-16 units of what is shown
CAPTION_LIMIT = 1024
MOST_REASONS = 5
MOST_QUOTES = 3
LONGEST_QUOTE = 160

# Marks that turn the writing direction: in a quote they would turn the rest of the answer as well.
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"

# Names of parts whose broader name says the same to a reader.
_SAME_PICTURE = ("too_big", "download", "unreadable")


class AnswerWriter:
    """Writes the answer to one decision in one language."""

    def __init__(self, decision: DecisionRow, notes: Sequence[str], book: RuleBook, texts: Texts) -> None:
        self._decision = decision
        self._notes = notes
        self._book = book
        self._texts = texts

    def message(self) -> str:
        """The answer as HTML with as many reasons as fit into a message."""
        most = min(len(self._decision.reasons), MOST_REASONS)
        texts = (self._with_reasons(count) for count in range(most, -1, -1))
        return next((text for text in texts if shown_length(text) <= MESSAGE_LIMIT), self._headline())

    def caption(self) -> str | None:
        """The answer as HTML if it fits under a picture without losing a reason."""
        text = self._with_reasons(min(len(self._decision.reasons), MOST_REASONS))
        return text if shown_length(text) <= CAPTION_LIMIT else None

    def _with_reasons(self, count: int) -> str:
        parts = [f"<b>{self._headline()}</b>"]
        parts += [self._reason(n, reason) for n, reason in enumerate(self._decision.reasons[:count], start=1)]
        left = len(self._decision.reasons) - count
        if left:
            parts.append(self._texts.plural("answer.more", left))
        if self._decision.encouraged:
            parts.append(self._texts("answer.encouraged"))
        notes = [self._texts(f"note.{note}") for note in self._notes]
        tail = "\n".join(not_judged_words(self._decision, self._texts) + notes)
        return "\n\n".join(part for part in (*parts, tail) if part)

    def _headline(self) -> str:
        decision = self._decision
        if decision.verdict == "warn":
            return f"⚠️ {self._texts('answer.warn')}"
        if nothing_was_judged(decision):
            return self._texts("answer.nothing_evaluated")
        return f"✅ {self._texts('answer.approve_partly' if decision.not_evaluated else 'answer.approve')}"

    def _reason(self, number: int, reason: dict[str, Any]) -> str:
        title, norm, advice = rule_words(reason["rule"], self._book, self._texts, briefly=True)
        lines = [f"<b>{number}. {title}</b>", evidence_words(reason, self._decision, self._texts)]
        lines += [f"<i>{norm}</i>"] if norm else []
        lines += [self._texts("answer.advice", advice=html.unescape(advice))] if advice else []
        return "\n".join(line for line in lines if line)


def nothing_was_judged(decision: DecisionRow) -> bool:
    """Whether no detector gave a score: an approval without one would be a lie."""
    return (
        decision.verdict == "approve" and bool(decision.not_evaluated) and not any(decision.scores.values())
    )


def rule_words(code: str, book: RuleBook, texts: Texts, *, briefly: bool = False) -> tuple[str, str, str]:
    """Title, norm with its source, and advice of a rule, escaped; the code alone if the rule is gone.

    Briefly, the source is left out where the norm's words name it already.
    """
    if code not in book:
        return html.escape(code), "", ""
    rule, language = book[code], texts.language
    title, advice = rule.title.in_language(language), rule.advice.in_language(language)
    norm, source = rule.norm.text.in_language(language), rule.norm.source.in_language(language)
    words = html.escape(norm, quote=False)
    if not (briefly and _names(norm, source)):
        words = f"{words}\n{texts('answer.source', source=source)}"
    return html.escape(title, quote=False), words, html.escape(advice, quote=False)


def _names(norm: str, source: str) -> bool:
    """Whether most words of the source stand in the norm, whatever their endings."""
    stems = {word[:5].lower() for word in re.findall(r"\w{4,}", source)}
    return sum(stem in norm.lower() for stem in stems) >= 0.6 * len(stems)


def month(checked: str) -> str:
    """A month of the policy files, "2026-11", as people here write it."""
    return ".".join(reversed(checked.split("-")))


def evidence_words(reason: dict[str, Any], decision: DecisionRow, texts: Texts) -> str:
    """The quoted words or the photos of a reason, escaped."""
    places: list[str] = []
    for item in reason["evidence"]:
        quote = f"«{shown_quote(item['quote'])}»" if item.get("quote") else ""
        place = _place(item, decision, texts) if "image" in item else ""
        places.append(": ".join(part for part in (place, quote) if part))
    words = ", ".join(list(dict.fromkeys(place for place in places if place))[:MOST_QUOTES])
    if words:
        return words[:1].upper() + words[1:]
    return f"({texts('answer.redacted')})" if decision.text_redacted_at else ""


def _place(item: dict[str, Any], decision: DecisionRow, texts: Texts) -> str:
    if "second" in item:
        return second_words(item["second"], texts)
    return _photo(item["image"], decision, texts)


def second_words(second: float, texts: Texts) -> str:
    """Where in a video: the first second is number one."""
    return texts("answer.second", number=int(second) + 1)


def _photo(index: int, decision: DecisionRow, texts: Texts) -> str:
    if len(decision.picture_hashes) <= 1:
        return texts("answer.photo")
    return texts("answer.photo_number", number=index + 1)


def shown_quote(quote: str) -> str:
    """A quote for a message: one line, of bearable length, escaped, its writing direction kept inside."""
    plain = " ".join(_DIRECTION_MARKS.sub("", quote).split())
    if len(plain) > LONGEST_QUOTE:
        plain = plain[: LONGEST_QUOTE - 1].rstrip() + "…"
    if any(unicodedata.bidirectional(character) in ("R", "AL") for character in plain):
        plain = f"{_ISOLATE}{plain}{_END_ISOLATE}"
    return html.escape(plain, quote=False)


def not_judged_words(decision: DecisionRow, texts: Texts) -> list[str]:
    """A sentence for each part that was not judged, without saying the same thing twice."""
    parts = decision.not_evaluated
    single = len(decision.picture_hashes) <= 1
    told = {part.partition(":")[2] for part in parts if part.partition(":")[0] in _SAME_PICTURE}
    sentences = []
    for part in parts:
        kind, _, index = part.partition(":")
        if kind in ("image", "image_text") and index and index in told:
            continue
        if kind == "image" and index:
            part = f"unreadable:{index}"
            told.add(index)
        sentences.append(texts.not_evaluated(part, single=single))
    return list(dict.fromkeys(sentences))


def shown_length(text: str) -> int:
    """UTF-16 units of the text that Telegram shows for this HTML."""
    plain = html.unescape(re.sub(r"<[^<>]*>", "", text))
    return len(plain.encode("utf-16-le", "surrogatepass")) // 2
