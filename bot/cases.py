"""Cases: opened by an author, taken by one commissioner, decided; each step with its event."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import audit
from bot.store.appeals import Appeal, appeal_about, open_appeals
from bot.store.base import utcnow
from bot.store.decisions import DecisionRow
from bot.store.members import Role, members_of
from bot.store.seals import sealed_text

LONGEST_SENTENCE = 1000
OUTCOMES = ("upheld", "overturned", "advice")


async def deciders(session: AsyncSession, agency_id: int, author_id: int) -> list[int]:
    """Who can decide a case of the author's: the agency's commissioners; nobody decides their own."""
    commissioners = await members_of(session, agency_id, Role.COMMISSIONER)
    return [member.user_id for member in commissioners if member.user_id != author_id]


async def open_case(
    session: AsyncSession, decision: DecisionRow, kind: str, sentence: str, language: str
) -> Appeal | None:
    """A new case; None if there is one about this decision already."""
    if await appeal_about(session, decision.id) or decision.agency_id is None or decision.user_id is None:
        return None
    appeal = Appeal(
        agency_id=decision.agency_id,
        decision_id=decision.id,
        kind=kind,
        author_id=decision.user_id,
        language=language,
        sentence=sentence,
    )
    session.add(appeal)
    await session.flush()
    await _record(
        session,
        appeal,
        "appeal.opened",
        appeal.author_id,
        decision=appeal.decision_id,
        case=kind,
        author=appeal.author_id,
        sentence=sealed_text(sentence),
        taken_by=None,
        outcome=None,
    )
    return appeal


async def take(session: AsyncSession, appeal: Appeal, user_id: int) -> bool:
    """Make the person the one who decides; False if somebody else is, or the case is closed."""
    if appeal.outcome is not None or appeal.taken_by not in (None, user_id) or appeal.author_id == user_id:
        return False
    if appeal.taken_by is None:
        await _set_decider(session, appeal, user_id, user_id)
    return True


async def release(session: AsyncSession, appeal: Appeal, user_id: int) -> bool:
    """Give a case back to the queue; False if it is not the person's to give."""
    if appeal.outcome is not None or appeal.taken_by != user_id:
        return False
    await _set_decider(session, appeal, None, user_id)
    return True


async def release_all(session: AsyncSession, user_id: int) -> list[int]:
    """Give back all open cases of somebody who decides no more; returns their numbers."""
    held = [appeal for appeal in await open_appeals(session) if appeal.taken_by == user_id]
    for appeal in held:
        await release(session, appeal, user_id)
    return [appeal.id for appeal in held]


async def close(session: AsyncSession, appeal: Appeal, user_id: int, outcome: str, comment: str) -> bool:
    """Decide a case; False if the person is not the one who decides it."""
    if appeal.outcome is not None or appeal.taken_by != user_id:
        return False
    await _close(session, appeal, user_id, outcome, comment)
    return True


async def withdraw_all(session: AsyncSession, author_id: int) -> list[int]:
    """Close all open cases of an author who does not want them any more; returns their numbers."""
    own = [appeal for appeal in await open_appeals(session) if appeal.author_id == author_id]
    for appeal in own:
        await _close(session, appeal, author_id, "withdrawn", "")
    return [appeal.id for appeal in own]


async def _close(session: AsyncSession, appeal: Appeal, user_id: int, outcome: str, comment: str) -> None:
    appeal.outcome, appeal.comment, appeal.closed_at = outcome, comment or None, utcnow()
    await _record(session, appeal, "appeal.closed", user_id, outcome=outcome, comment=sealed_text(comment))


async def _set_decider(session: AsyncSession, appeal: Appeal, decider: int | None, actor_id: int) -> None:
    appeal.taken_by, appeal.taken_at = decider, utcnow() if decider else None
    await _record(session, appeal, "appeal.taken", actor_id, taken_by=decider)


async def _record(session: AsyncSession, appeal: Appeal, kind: str, actor_id: int, **data: object) -> None:
    await audit.record(
        session, kind, actor_id=actor_id, agency_id=appeal.agency_id, subject_id=appeal.id, **data
    )
