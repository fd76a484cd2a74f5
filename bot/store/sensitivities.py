"""How sensitive an agency is to a rule, and what another level would have changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import audit
from bot.store.base import Base, UTCDateTime, utcnow
from bot.store.decisions import DecisionRow
from classifiers.rules import Rule
from classifiers.sensitivity import shifted
from classifiers.verdict import Where

TRIED_DAYS = 30


class Sensitivity(Base):
    """An agency's level for a rule; a rule without a row has level 0."""

    __tablename__ = "sensitivities"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), primary_key=True, autoincrement=False)
    rule: Mapped[str] = mapped_column(String(64), primary_key=True)
    level: Mapped[int]
    changed_by: Mapped[int] = mapped_column(BigInteger)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)


@dataclass(frozen=True, slots=True)
class Change:
    """What a level would have changed in the decisions of the last days.

    Attributes:
        decisions: how many were looked at.
        warned: approvals that would have been warnings, where there is evidence in the draft.
        approved: warnings that would have been approvals.
    """

    decisions: int
    warned: int
    approved: int


async def levels_of(session: AsyncSession, agency_id: int | None) -> dict[str, int]:
    """The agency's levels by rule."""
    if agency_id is None:
        return {}
    rows = await session.scalars(select(Sensitivity).where(Sensitivity.agency_id == agency_id))
    return {row.rule: row.level for row in rows}


async def set_level(session: AsyncSession, agency_id: int, rule: str, level: int, user_id: int) -> None:
    """Note a level and who chose it, in the table and in the event log."""
    row = await session.get(Sensitivity, (agency_id, rule))
    before = row.level if row else 0
    if row is None:
        row = Sensitivity(agency_id=agency_id, rule=rule)
        session.add(row)
    row.level, row.changed_by, row.changed_at = level, user_id, utcnow()
    await audit.record(
        session, "setting", actor_id=user_id, agency_id=agency_id, rule=rule, before=before, after=level
    )


async def tried(session: AsyncSession, agency_id: int, rule: Rule, level: int) -> Change:
    """Count the verdicts of the last days that another level of one rule would have changed."""
    query = select(DecisionRow.verdict, DecisionRow.reasons, DecisionRow.scores).where(
        DecisionRow.agency_id == agency_id, DecisionRow.created_at >= utcnow() - timedelta(days=TRIED_DAYS)
    )
    counts = {"decisions": 0, "warned": 0, "approved": 0}
    stream = await session.stream(query.execution_options(yield_per=1000))
    async for verdict, reasons, scores in stream:
        counts["decisions"] += 1
        breaks = any(score >= shifted(limit, level) for score, limit in _scores_of(rule, scores))
        others = any(reason["rule"] != rule.code for reason in reasons)
        if verdict == "approve" and breaks:
            counts["warned"] += 1
        elif verdict == "warn" and not others and not breaks:
            counts["approved"] += 1
    return Change(**counts)


def _scores_of(rule: Rule, scores: Mapping[str, Mapping[str, float]]) -> Iterator[tuple[float, float]]:
    """The logged scores of a rule, each with the rule book's threshold for its place."""
    for where, by_rule in scores.items():
        limit = rule.threshold.get("image" if where == Where.IMAGE else "text")
        if limit is not None and rule.code in by_rule:
            yield by_rule[rule.code], limit
