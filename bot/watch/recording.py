"""What was seen in a watched chat is logged with all that is owed for it, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import audit, duties, inbox
from bot.store.base import utcnow
from bot.store.cases import Case, case_of_decision, close, last_told
from bot.store.chats import ChatRow
from bot.store.database import Database
from bot.store.decisions import DecisionRow, Origin, add_decision
from bot.store.inbox import InboxRow
from bot.watch.modes import Act, Who, acts
from bot.watch.quiet import warning_due
from classifiers.draft import Draft
from classifiers.verdict import Decision, Verdict


@dataclass(frozen=True, slots=True)
class Sighting:
    """A message of a watched chat.

    Attributes:
        rows: the inbox rows that it was made of; they leave the inbox with the commit.
        missing: parts that never reached the judge.
        pictures: Telegram's file ids.
        hashes: the pictures' perceptual hashes.
        earlier_id: the decision about the same message before it was edited.
    """

    chat: ChatRow
    draft: Draft
    origin: Origin
    who: Who
    author_id: int | None
    author_name: str
    thread_id: int | None
    rows: Sequence[InboxRow]
    missing: tuple[str, ...]
    pictures: tuple[str, ...]
    hashes: Sequence[str]
    earlier_id: int | None = None


async def log_sighting(database: Database, sighting: Sighting, verdict: Verdict, timezone: str) -> None:
    """Commit the decision, the case if there is one, its duties, and the end of its updates."""
    async with database.writing() as session:
        decision = await add_decision(
            session,
            verdict,
            sighting.origin,
            text=sighting.draft.text,
            picture_hashes=sighting.hashes,
            not_evaluated=sighting.missing,
            file_ids=sighting.pictures,
            received_at=min((row.received_at for row in sighting.rows), default=None),
        )
        warned = verdict.decision is Decision.WARN
        if warned:
            await _open_case(session, sighting, decision, timezone)
        else:  # nobody will dispute it: of ordinary talk only the fact is kept
            decision.text = decision.file_ids = None
            decision.text_redacted_at = utcnow()
            await audit.record(session, "redacted", why="ordinary", decisions=[decision.id])
        if sighting.earlier_id is not None:
            await _close_earlier(session, sighting.earlier_id, "edited" if warned else "fixed")
        await inbox.finish(session, sighting.rows, decision.id)


async def _open_case(session: AsyncSession, sighting: Sighting, decision: DecisionRow, timezone: str) -> None:
    case = Case(
        decision_id=decision.id,
        chat_id=sighting.chat.id,
        author_id=sighting.author_id,
        author_name=sighting.author_name,
        standing=sighting.who,
        message_ids=list(sighting.origin.message_ids),
        thread_id=sighting.thread_id,
    )
    session.add(case)
    await session.flush()
    what = acts(sighting.who, sighting.chat.mode)
    if what & {Act.DELETE, Act.WAIT}:
        duties.owe(session, "hold", case.chat_id, case_id=case.id)  # it reports as well, in its order
    elif Act.REPORT in what:
        duties.owe(session, "report", case.chat_id, case_id=case.id)
    if Act.WARN in what:
        told = await last_told(session, case.chat_id, case.author_id)
        due = warning_due(sighting.chat, told, utcnow(), timezone)
        duties.owe(session, "warn", case.chat_id, case_id=case.id, due_at=due)


async def _close_earlier(session: AsyncSession, decision_id: int, outcome: str) -> None:
    case = await case_of_decision(session, decision_id)
    if case is not None and case.outcome is None:
        await close(session, case, outcome)
        await duties.cancel(session, case.id, ("hold", "report", "warn"))
        duties.owe(session, "mark", case.chat_id, case_id=case.id)
