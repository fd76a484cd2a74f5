"""The daily roll-up: what /stats needs, counted in the same transaction as each decision.

Counting a million rows anew takes seconds, adding up the sums of a year some milliseconds; and a sum that
is committed with its decision cannot differ from the log. A day is a day of Kazakhstan's one time zone: the
sums do not depend on a setting. Times to answer are kept as a histogram with fixed buckets, each 19 % wider
than the one before: a percentile out of it is at most 10 % off.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from math import floor, log2
from typing import Any, Protocol

from sqlalchemy import BigInteger, Date, String
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base

KAZAKHSTAN = timezone(timedelta(hours=5))

FIRST_BUCKET_MS = 10.0
BUCKETS_AN_OCTAVE = 4
LAST_BUCKET = 80  # about three hours

_WATCHED_SOURCES = ("group", "channel")

Measure = tuple[str, str]


class DailyCount(Base):
    """How often something was counted on a day.

    Attributes:
        scope: "all", "agency" or "chat" (watched chats only); `scope_id` is 0 for "all".
        measure: "verdict", "rule", "language", "kind", "unevaluated" or "answer".
        name: which verdict, rule, …; for "answer" the number of the histogram's bucket.
    """

    __tablename__ = "daily_counts"
    # The key is the table's order: what is summed up lies side by side, and nothing has to be sorted.
    __table_args__ = ({"sqlite_with_rowid": False},)

    scope: Mapped[str] = mapped_column(String(8), primary_key=True)
    scope_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    measure: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    count: Mapped[int]


class Counted(Protocol):
    """A decision as far as it is counted."""

    created_at: Any
    source: Any
    chat_id: Any
    agency_id: Any
    kind: Any
    language: Any
    verdict: Any
    reasons: Any
    not_evaluated: Any
    scores: Any
    received_at: Any
    answered_at: Any


def day_of(moment: datetime) -> date:
    """The day in Kazakhstan."""
    return moment.astimezone(KAZAKHSTAN).date()


def bucket_of(milliseconds: float) -> int:
    """The histogram's bucket of a duration."""
    if milliseconds <= FIRST_BUCKET_MS:
        return 0
    return min(LAST_BUCKET, 1 + floor(BUCKETS_AN_OCTAVE * log2(milliseconds / FIRST_BUCKET_MS)))


def bucket_start(bucket: int) -> float:
    """Where a bucket begins, in milliseconds."""
    return FIRST_BUCKET_MS * 2.0 ** ((bucket - 1) / BUCKETS_AN_OCTAVE) if bucket else 0.0


def measures_of(decision: Counted) -> Iterator[Measure]:
    """What is counted when a decision is logged."""
    yield "verdict", decision.verdict
    yield "kind", decision.kind
    yield "language", decision.language
    for rule in sorted({reason["rule"] for reason in decision.reasons}):
        yield "rule", rule
    if decision.not_evaluated:
        yield "unevaluated", "part" if any(decision.scores.values()) else "all"


def answer_of(decision: Counted) -> Iterator[Measure]:
    """What is counted when a decision is answered; nothing if it has no answer."""
    if decision.answered_at is not None and decision.received_at is not None:
        waited = (decision.answered_at - decision.received_at) / timedelta(milliseconds=1)
        yield "answer", str(bucket_of(waited))


async def count_decision(session: AsyncSession, decision: Counted) -> None:
    """Count a new decision, in the caller's transaction."""
    await _add(session, decision, measures_of(decision))


async def count_answer(session: AsyncSession, decision: Counted) -> None:
    """Count how long an answer took, on the day of its decision, in the caller's transaction."""
    await _add(session, decision, answer_of(decision))


def scopes_of(decision: Counted) -> Iterator[tuple[str, int]]:
    """The scopes that a decision counts in."""
    yield "all", 0
    if decision.agency_id is not None:
        yield "agency", decision.agency_id
    if decision.chat_id is not None and decision.source in _WATCHED_SOURCES:
        yield "chat", decision.chat_id


async def _add(session: AsyncSession, decision: Counted, measures: Iterable[Measure]) -> None:
    found = list(measures)
    day = day_of(decision.created_at)
    keys = Counter((*scope, *measure, day) for scope in scopes_of(decision) for measure in found)
    await add_counts(session, keys)


async def add_counts(session: AsyncSession, counts: Mapping[tuple[str, int, str, str, date], int]) -> None:
    """Add to the sums; keys are (scope, scope_id, measure, name, day)."""
    if not counts:
        return
    names = ("scope", "scope_id", "measure", "name", "day")
    # In one order always: two writers of PostgreSQL that meet in the same sums must not deadlock.
    rows = [dict(zip(names, key, strict=True), count=count) for key, count in sorted(counts.items())]
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(DailyCount).values(rows)
    grown = DailyCount.count + statement.excluded["count"]
    await session.execute(statement.on_conflict_do_update(index_elements=list(names), set_={"count": grown}))
