"""The figures of /stats in words and buttons: a caption that fits under the chart."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.store.disputes import Disputes
from bot.store.statistics import Figures, Period, most_common
from bot.texts import Texts
from bot.wording import CAPTION_LIMIT, rule_words, shown_length
from classifiers.rules import RuleBook

PERIODS = {"today": 1, "7d": 7, "30d": 30, "90d": 90, "all": None}
MOST_RULES = 6
MOST_KINDS = 4


@dataclass(frozen=True, slots=True)
class Report:
    """What is reported: the figures and the appeals of a period, and whose they are, in words."""

    whose: str
    name: str
    period: Period
    figures: Figures
    disputes: Disputes


class StatsWriter:
    """Writes a report in one language."""

    def __init__(self, report: Report, book: RuleBook, texts: Texts) -> None:
        self._report = report
        self._book = book
        self._texts = texts

    def caption(self) -> str:
        """The report as HTML with as many rules as fit under a picture."""
        most = min(len(self._report.figures.rules), MOST_RULES)
        texts = (self._with_rules(count) for count in range(most, -1, -1))
        return next((text for text in texts if shown_length(text) <= CAPTION_LIMIT), self._title())

    def _with_rules(self, count: int) -> str:
        if not self._report.figures.decisions:
            return f"{self._title()}\n\n{self._texts('stats.empty')}"
        parts = [self._title(), self._verdicts(), self._rules(count), self._rest()]
        return "\n\n".join(part for part in parts if part)

    def _title(self) -> str:
        period, texts = self._report.period, self._texts
        title = texts(
            "stats.title", whose=self._report.whose, period=texts(f"stats.period_{self._report.name}")
        )
        first = period.first or min(self._report.figures.days, default=period.last)
        days = f"{period.last:%d.%m.%Y}"
        return f"{title}\n{days if first == period.last else f'{first:%d.%m.%Y} – {days}'}"

    def _verdicts(self) -> str:
        figures, texts = self._report.figures, self._texts
        lines = [texts.plural("stats.decisions", figures.decisions, shown=number(figures.decisions, texts))]
        for verdict in ("approve", "warn"):
            count, percent = (
                number(figures.verdicts[verdict], texts),
                decimal(100 * figures.share(verdict), texts),
            )
            lines.append(texts(f"stats.{verdict}", count=count, percent=percent))
        partly = figures.unevaluated.total()
        if partly:
            nothing = number(figures.unevaluated["all"], texts)
            lines.append(texts("stats.unevaluated", count=number(partly, texts), nothing=nothing))
        return "\n".join(lines)

    def _rules(self, most: int) -> str:
        rules = self._report.figures.rules
        if not rules or not most:
            return ""
        lines = [self._rule(rule, count) for rule, count in most_common(rules, most)]
        left = len(rules) - most
        more = [self._texts.plural("stats.more_rules", left)] if left > 0 else []
        return "\n".join((self._texts("stats.rules"), *lines, *more))

    def _rule(self, rule: str, count: int) -> str:
        title, disputes = rule_words(rule, self._book, self._texts)[0], self._report.disputes
        line = f"{number(count, self._texts)} — {title}"
        if not disputes.disputed[rule]:
            return line
        counts = {"disputed": disputes.disputed[rule], "overturned": disputes.overturned[rule]}
        return f"{line} ({self._texts('stats.rule_disputes', **counts)})"

    def _rest(self) -> str:
        figures, texts = self._report.figures, self._texts
        languages = self._named(figures.languages, "stats.{}_language", "stats.other_language")
        kinds = self._named(figures.kinds, "kind.{}", "kind.other")
        lines = [texts("stats.languages", list=languages), texts("stats.kinds", list=kinds)]
        median, late = figures.answer_ms(0.5), figures.answer_ms(0.95)
        if median is not None and late is not None:
            times = {"median": seconds(median, texts), "late": seconds(late, texts)}
            lines.append(texts("stats.answers", **times))
        outcomes = self._report.disputes.outcomes
        if outcomes:
            counts = {
                "count": outcomes.total(),
                "overturned": outcomes["overturned"],
                "open": outcomes["open"],
            }
            lines.append(texts("stats.disputes", **counts))
        return "\n".join(lines)

    def _named(self, counts: Counter[str], pattern: str, other: str) -> str:
        texts = self._texts
        named: Counter[str] = Counter()
        for key, count in counts.items():
            name = pattern.format(key)
            named[texts(name if texts.has(name) else other)] += count
        return ", ".join(f"{name} {number(count, texts)}" for name, count in most_common(named, MOST_KINDS))


def number(value: int, texts: Texts) -> str:
    """A whole number with its thousands apart: "12 345", in English "12,345"."""
    return f"{value:,}" if texts.language == "en" else f"{value:,}".replace(",", "\u00a0")


def decimal(value: float, texts: Texts) -> str:
    """A number with one decimal if it is small or has one: "0,4", "81"."""
    shown = f"{value:.1f}" if value < 10 and round(value, 1) != round(value) else f"{value:.0f}"
    return shown if texts.language == "en" else shown.replace(".", ",")


def seconds(milliseconds: float, texts: Texts) -> str:
    """A duration in seconds, in minutes from two minutes on."""
    if milliseconds >= 120_000:
        return texts("stats.minutes", count=decimal(milliseconds / 60_000, texts))
    return texts("stats.seconds", count=decimal(milliseconds / 1000, texts))


def keyboard(name: str, scope: str, scopes: Sequence[str], texts: Texts) -> InlineKeyboardMarkup:
    """Buttons for the other periods, and for the other scopes that the reader may see."""
    periods = [
        _button(texts(f"stats.button_{key}"), f"stats:{key}:{scope}", chosen=key == name) for key in PERIODS
    ]
    others = [
        _button(texts(f"stats.scope_{key}"), f"stats:{name}:{key}", chosen=key == scope)
        for key in (scopes if len(scopes) > 1 else ())
    ]
    return InlineKeyboardMarkup([row for row in (periods[:3], periods[3:], others) if row])


def _button(words: str, data: str, *, chosen: bool) -> InlineKeyboardButton:
    return InlineKeyboardButton(f"• {words}" if chosen else words, callback_data=data)
