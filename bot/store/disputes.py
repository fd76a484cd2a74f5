"""How often people disagree with verdicts and are right: the false alarms as people see them."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.appeals import Appeal
from bot.store.decisions import DecisionRow
from bot.store.statistics import Period, Scope, within


@dataclass(slots=True)
class Disputes:
    """Appeals against the decisions of a period.

    Attributes:
        outcomes: by "upheld", "overturned", "advice", "withdrawn" or "open".
        disputed, overturned: by rule; an overturned decision counts for each of its rules.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    disputed: Counter[str] = field(default_factory=Counter)
    overturned: Counter[str] = field(default_factory=Counter)


async def disputes(session: AsyncSession, scope: Scope, period: Period) -> Disputes:
    """The appeals against the decisions of a scope and a period; questions of doubt are not among them."""
    found = Disputes()
    for outcome, reasons in await session.execute(_appeals(scope, period)):
        rules = {reason["rule"] for reason in reasons}
        found.outcomes[outcome or "open"] += 1
        found.disputed.update(rules)
        if outcome == "overturned":
            found.overturned.update(rules)
    return found


def _appeals(scope: Scope, period: Period) -> Select[str | None, list[dict[str, Any]]]:
    query = (
        select(Appeal.outcome, DecisionRow.reasons)
        .join(DecisionRow, DecisionRow.id == Appeal.decision_id)
        .where(Appeal.kind == "disagree", *within(period))
    )
    match scope.kind:
        case "agency":
            return query.where(Appeal.agency_id == scope.id)
        case "chat":
            return query.where(DecisionRow.chat_id == scope.id)
        case "me":
            return query.where(Appeal.author_id == scope.id)
    return query
