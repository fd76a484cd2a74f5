"""The tables against the event log: decisions, cases and members must be as their events say."""

import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.appeals import Appeal
from bot.store.audit import Event
from bot.store.decisions import DecisionRow
from bot.store.loading import load_rows
from bot.store.members import Member
from bot.store.seals import sealed_decision, sealed_text

_AT_ONCE = 500
_MEMBER_KINDS = ("member.joined", "member.role", "member.removed", "owner.agency")


async def check_decisions(session: AsyncSession) -> AsyncIterator[str]:
    """What is wrong with the decisions."""
    redacted = await _redacted(session)
    async for events in _chunks(session, "decision"):
        numbers = [event.subject_id or 0 for event in events]
        rows, broken = await load_rows(session, DecisionRow, numbers)
        for event in events:
            row = rows.get(event.subject_id or 0)
            if event.subject_id in broken:
                yield f"decision {event.subject_id} cannot be read any more (event {event.id})"
            elif row is None:
                yield f"decision {event.subject_id} is missing (event {event.id})"
            else:
                for finding in _decision_findings(row, _data(event), row.id in redacted):
                    yield f"decision {row.id}: {finding} (event {event.id})"
    for number in await _without_event(session):
        yield f"decision {number} was inserted: the log has no event of it"


def _decision_findings(row: DecisionRow, said: dict[str, Any], redacted: bool) -> list[str]:
    found = []
    try:
        now = sealed_decision(row)
    except (KeyError, TypeError, AttributeError):
        return ["its reasons cannot be read"]
    if now["verdict"] != said.get("verdict"):
        found.append(f"the verdict is {now['verdict']}, the log says {said.get('verdict')}")
    if now["reasons"] != said.get("reasons"):
        found.append("the reasons were changed")
    elif row.text_redacted_at is None and now["quotes"] != said.get("quotes"):
        found.append("the quoted words were changed")
    if now["text"] != said.get("text") or (
        row.text is not None and hashlib.sha256(row.text.encode()).hexdigest() != said.get("text")
    ):
        found.append("the text was changed")
    if now["rest"] != said.get("rest"):
        found.append("its circumstances (author, time, scores, versions) were changed")
    if (row.text_redacted_at is not None or row.text is None) and not redacted:
        found.append("the text was removed without an event")
    return found


async def _redacted(session: AsyncSession) -> set[int]:
    numbers: set[int] = set()
    async for events in _chunks(session, "redacted"):
        for event in events:
            numbers.update(_data(event).get("decisions", ()))
    return numbers


async def _without_event(session: AsyncSession) -> Sequence[int]:
    """Decisions that the log does not know; those before its beginning are not expected there."""
    began = [event async for events in _chunks(session, "began") for event in events]
    first = _data(began[0]).get("last_decision", 0) if began else 0
    known = exists().where(Event.kind == "decision", Event.subject_id == DecisionRow.id)
    query = select(DecisionRow.id).where(DecisionRow.id > first, ~known).order_by(DecisionRow.id)
    return (await session.scalars(query)).all()


async def check_appeals(session: AsyncSession) -> AsyncIterator[str]:
    """What is wrong with the cases."""
    said: dict[int, dict[str, Any]] = {}
    for kind in ("appeal.opened", "appeal.taken", "appeal.closed"):
        async for events in _chunks(session, kind):
            for event in events:
                said.setdefault(event.subject_id or 0, {}).update(_data(event))
    rows, broken = await load_rows(session, Appeal, (await session.scalars(select(Appeal.id))).all())
    for number in sorted(broken):
        yield f"case {number} cannot be read any more"
    for number in sorted(said.keys() - rows.keys() - broken):
        yield f"case {number} is missing"
    for number, row in sorted(rows.items()):
        if number not in said:
            yield f"case {number} was inserted: the log has no event of it"
        else:
            for column in _appeal_differences(row, said[number]):
                yield f"case {number}: {column} was changed"


def _appeal_differences(row: Appeal, said: dict[str, Any]) -> list[str]:
    now = {
        "decision": row.decision_id,
        "case": row.kind,
        "author": row.author_id,
        "taken_by": row.taken_by,
        "outcome": row.outcome,
    }
    found = [name for name, value in now.items() if said.get(name) != value]
    for name, words in (("sentence", row.sentence), ("comment", row.comment)):
        if words is not None and said.get(name) != sealed_text(words):
            found.append(name)
    return found


async def check_members(session: AsyncSession) -> AsyncIterator[str]:
    """What is wrong with the members."""
    said: dict[int, Event] = {}
    for kind in _MEMBER_KINDS:
        async for events in _chunks(session, kind):
            for event in events:
                known = said.get(event.subject_id or 0)
                if known is None or known.id < event.id:
                    said[event.subject_id or 0] = event
    rows, broken = await load_rows(session, Member, (await session.scalars(select(Member.user_id))).all())
    for number in sorted(broken):
        yield f"member {number} cannot be read any more"
    for number in sorted((said.keys() | rows.keys()) - broken):
        expected, row = _place(said.get(number)), rows.get(number)
        found = (row.agency_id, row.role) if row else None
        if found != expected:
            yield f"member {number}: the table says {_words(found)}, the log says {_words(expected)}"


def _place(event: Event | None) -> tuple[int | None, str] | None:
    if event is None or event.kind == "member.removed":
        return None
    return event.agency_id, str(_data(event).get("role"))


def _words(place: tuple[int | None, str] | None) -> str:
    return f"{place[1]} of agency {place[0]}" if place else "no member"


async def _chunks(session: AsyncSession, kind: str) -> AsyncIterator[Sequence[Event]]:
    last = 0
    while True:
        query = select(Event.id).where(Event.kind == kind, Event.id > last).order_by(Event.id).limit(_AT_ONCE)
        numbers = (await session.scalars(query)).all()
        if not numbers:
            return
        last = numbers[-1]
        rows, _ = await load_rows(session, Event, numbers)  # the chain's check names the unreadable ones
        yield [rows[number] for number in sorted(rows)]
        session.expunge_all()


def _data(event: Event) -> dict[str, Any]:
    try:
        data = json.loads(event.data)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
