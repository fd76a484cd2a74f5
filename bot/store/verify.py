"""Verification of the event log: is the chain whole, and do the tables still say what it says?"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.audit import BEFORE_THE_FIRST, Event, seal
from bot.store.loading import load_rows
from bot.store.verify_rows import check_appeals, check_decisions, check_members

_AT_ONCE = 1000


@dataclass
class Report:
    """What verification found; `head` is the number and hash of the last event."""

    findings: list[str] = field(default_factory=list)
    events: int = 0
    head: tuple[int, str] = (0, BEFORE_THE_FIRST)

    @property
    def intact(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


async def verify(session: AsyncSession, anchors: dict[int, str] | None = None) -> Report:
    """Check everything in one reading transaction.

    Args:
        session: for reading.
        anchors: hashes by event number that were noted outside the database.
    """
    report = Report()
    await _check_chain(session, report, dict(anchors or {}))
    await _check_tail(session, report)
    for check in (check_decisions, check_appeals, check_members):
        report.findings += [finding async for finding in check(session)]
    return report


async def _check_chain(session: AsyncSession, report: Report, anchors: dict[int, str]) -> None:
    last_id, last_hash = report.head
    async for number, event in _events(session):
        if event is None:
            report.findings.append(f"event {number} cannot be read any more")
            last_id, last_hash = number, ""
            continue
        name = f"event {event.id} ({event.kind})"
        missing = event.id - last_id - 1
        if missing:
            report.findings.append(_missing(last_id + 1, event.id - 1))
        elif last_hash and event.previous_hash != last_hash:
            report.findings.append(f"{name} does not follow event {last_id}: one of the two was replaced")
        if seal(event) != event.hash:
            report.findings.append(f"{name} was changed or inserted: its hash does not fit its content")
        if anchors.pop(event.id, event.hash) != event.hash:
            report.findings.append(f"{name} is not the one whose hash was noted")
        last_id, last_hash = event.id, event.hash
        report.events += 1
    report.head = (last_id, last_hash)
    report.findings += [f"event {number}, whose hash was noted, is missing" for number in sorted(anchors)]


async def _events(session: AsyncSession) -> AsyncIterator[tuple[int, Event | None]]:
    last = 0
    while True:
        query = select(Event.id).where(Event.id > last).order_by(Event.id).limit(_AT_ONCE)
        numbers = (await session.scalars(query)).all()
        rows, _ = await load_rows(session, Event, numbers)
        for number in numbers:
            yield number, rows.get(number)
        if len(numbers) < _AT_ONCE:
            return
        last = numbers[-1]
        session.expunge_all()


async def _check_tail(session: AsyncSession, report: Report) -> None:
    """SQLite remembers the highest number that it ever gave: a tail that was cut off is missed."""
    last = report.head[0]
    if session.get_bind().dialect.name == "sqlite":
        query = text("SELECT seq FROM sqlite_sequence WHERE name = 'events'")
        highest = (await session.execute(query)).scalar() or 0
        if highest > last:
            report.findings.append(_missing(last + 1, highest))
    if last == 0:
        report.findings.append("the event log is empty: its first event is missing")


def _missing(first: int, last: int) -> str:
    return f"event {first} is missing" if first == last else f"events {first} to {last} are missing"
