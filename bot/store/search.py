"""Decisions as they are looked through: by agency, verdict and rule, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Text, cast, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.appeals import Appeal
from bot.store.decisions import DecisionRow
from bot.store.members import Membership

NEWEST_FIRST = (DecisionRow.created_at.desc(), DecisionRow.id.desc())


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for: a verdict, a rule, or everything that the reader may see."""

    verdict: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Decisions, newest first, and whether there are newer and older ones."""

    rows: Sequence[DecisionRow]
    newer: bool
    older: bool


def visible_to(reader: Membership) -> ColumnElement[bool]:
    """The decisions of the reader's agency; for an owner also those that belong to none."""
    if not reader.is_owner:
        return DecisionRow.agency_id == reader.agency_id
    # Not with OR: SQLite would collect both halves of a long log and sort them for each page.
    return func.coalesce(DecisionRow.agency_id, reader.agency_id) == reader.agency_id


async def get_visible(session: AsyncSession, reader: Membership, decision_id: int) -> DecisionRow | None:
    """The decision with this number, if the reader may see it."""
    return await session.scalar(select(DecisionRow).where(DecisionRow.id == decision_id, visible_to(reader)))


def search(reader: Membership, wanted: Filter) -> Select[DecisionRow]:
    """The query of a filter."""
    query = select(DecisionRow).where(visible_to(reader))
    if wanted.verdict:
        query = query.where(DecisionRow.verdict == wanted.verdict)
    if wanted.rule:
        named = f'"rule": "{wanted.rule}"'
        # Only warnings have reasons: the others' need not be read.
        query = query.where(DecisionRow.verdict == "warn")
        query = query.where(cast(DecisionRow.reasons, Text).contains(named, autoescape=True))
    return query


async def page(
    session: AsyncSession, reader: Membership, wanted: Filter, size: int, *, before: int = 0, after: int = 0
) -> Page:
    """The page below the decision `before`, or above the decision `after`, or the first one."""
    edge = await get_visible(session, reader, before or after)
    query = search(reader, wanted)
    # By time and number: the order of the indexes, so that nothing is sorted.
    place = tuple_(DecisionRow.created_at, DecisionRow.id)
    if edge is not None and after:
        query = query.where(DecisionRow.created_at >= edge.created_at, place > (edge.created_at, edge.id))
        query = query.order_by(DecisionRow.created_at, DecisionRow.id)
        rows = (await session.scalars(query.limit(size + 1))).all()
        return Page(rows[:size][::-1], newer=len(rows) > size, older=True)
    if edge is not None:
        query = query.where(DecisionRow.created_at <= edge.created_at, place < (edge.created_at, edge.id))
    rows = (await session.scalars(query.order_by(*NEWEST_FIRST).limit(size + 1))).all()
    return Page(rows[:size], newer=edge is not None, older=len(rows) > size)


async def appeals_of(session: AsyncSession, decision_id: int) -> Sequence[Appeal]:
    """The cases about a decision, oldest first."""
    query = select(Appeal).where(Appeal.decision_id == decision_id).order_by(Appeal.id)
    return (await session.scalars(query)).all()
