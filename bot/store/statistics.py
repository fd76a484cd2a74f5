"""Figures for /stats: sums of a period out of the daily roll-up, one person's out of their own decisions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Literal

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.decisions import DecisionRow
from bot.store.rollup import (
    KAZAKHSTAN,
    LAST_BUCKET,
    DailyCount,
    answer_of,
    bucket_start,
    day_of,
    measures_of,
)

Entry = tuple[date, str, str, int]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose decisions: everything, an agency's, a watched chat's, or a person's own private drafts."""

    kind: Literal["all", "agency", "chat", "me"]
    id: int = 0


@dataclass(frozen=True, slots=True)
class Period:
    """Days of Kazakhstan, both ends included; without `first`, from the beginning."""

    first: date | None
    last: date


@dataclass(slots=True)
class Figures:
    """The sums of a period.

    Attributes:
        days: verdicts by day.
        verdicts, rules, languages, kinds: how many decisions of each; a decision may break several rules.
        unevaluated: decisions of which a "part" or "all" could not be judged.
        answers: histogram of the times to answer, by bucket.
    """

    days: dict[date, Counter[str]] = field(default_factory=dict)
    verdicts: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    unevaluated: Counter[str] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)

    @property
    def decisions(self) -> int:
        """How many decisions there are."""
        return self.verdicts.total()

    def share(self, verdict: str) -> float:
        """The share of a verdict, 0..1."""
        return self.verdicts[verdict] / self.decisions if self.decisions else 0.0

    def answer_ms(self, fraction: float) -> float | None:
        """The time within which this fraction of the answers came; None without answers."""
        rest = fraction * self.answers.total()
        for bucket in sorted(self.answers):
            count = self.answers[bucket]
            if rest <= count:
                start, end = bucket_start(bucket), bucket_start(min(bucket + 1, LAST_BUCKET + 1))
                return start + (end - start) * rest / count
            rest -= count
        return None


async def figures(session: AsyncSession, scope: Scope, period: Period) -> Figures:
    """The figures of a scope and a period."""
    if scope.kind == "me":
        rows = await session.stream_scalars(own_decisions(scope.id, period))
        return _summed([entry async for row in rows for entry in _entries(row)])
    verdicts = await session.execute(verdicts_by_day(scope, period))
    found = _summed((day, "verdict", name, count) for day, name, count in verdicts)
    sums = await session.execute(sums_of(scope, period))
    return _summed(((period.last, *row) for row in sums if row[0] != "verdict"), found)


def sums_of(scope: Scope, period: Period) -> Select[str, str, int]:
    """The sums of a period: added up by the database in the order of its key, without sorting."""
    query = select(DailyCount.measure, DailyCount.name, func.sum(DailyCount.count))
    return query.where(*_counted_in(scope, period)).group_by(DailyCount.measure, DailyCount.name)


def verdicts_by_day(scope: Scope, period: Period) -> Select[date, str, int]:
    """The only sums that are shown day by day."""
    query = select(DailyCount.day, DailyCount.name, DailyCount.count)
    return query.where(*_counted_in(scope, period), DailyCount.measure == "verdict")


def _counted_in(scope: Scope, period: Period) -> Sequence[ColumnElement[bool]]:
    first = period.first or date.min
    days = DailyCount.day.between(first, period.last)
    return DailyCount.scope == scope.kind, DailyCount.scope_id == scope.id, days


def own_decisions(user_id: int, period: Period) -> Select[DecisionRow]:
    """The query of one person's decisions: a stretch of the index on user and time."""
    query = select(DecisionRow).where(DecisionRow.user_id == user_id, DecisionRow.source == "private")
    return query.where(*within(period)).execution_options(yield_per=500)


def within(period: Period) -> Sequence[ColumnElement[bool]]:
    """The conditions that a decision was made in the period."""
    before = DecisionRow.created_at < beginning_of(period.last + timedelta(days=1))
    return (before, DecisionRow.created_at >= beginning_of(period.first)) if period.first else (before,)


def beginning_of(day: date) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time(), KAZAKHSTAN)


def _entries(row: DecisionRow) -> list[Entry]:
    day = day_of(row.created_at)
    return [(day, measure, name, 1) for measure, name in chain(measures_of(row), answer_of(row))]


def _summed(entries: Iterable[Entry], found: Figures | None = None) -> Figures:
    found = found or Figures()
    counters = {"rule": found.rules, "language": found.languages, "kind": found.kinds}
    counters |= {"verdict": found.verdicts, "unevaluated": found.unevaluated}
    for day, measure, name, count in entries:
        if measure == "answer":
            found.answers[int(name)] += count
            continue
        counters[measure][name] += count
        if measure == "verdict":
            found.days.setdefault(day, Counter())[name] += count
    return found


def most_common(counter: Counter[str], most: int) -> Sequence[tuple[str, int]]:
    """The largest counts, equal ones by name, so that an answer does not change from press to press."""
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:most]
