"""Deleting: never before the evidence is copied, never an administrator's message, never too many."""

import logging
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import duties
from bot.store.audit import record
from bot.store.base import utcnow
from bot.store.cases import Case, deletions_since
from bot.store.chats import ChatRow
from bot.store.duties import Duty
from bot.telegram_errors import CannotDeleteError, MessageGoneError, NobodyThereError, RefusedError
from bot.watch.evidence import NoEvidenceError, secure
from bot.watch.modes import Mode, Who
from bot.watch.reporting import recipients, send_reports
from bot.watch.watch import Later, Matter, Watch, backoff

log = logging.getLogger(__name__)

BREAKER_WINDOW = timedelta(minutes=10)
WAITED_FOR = timedelta(hours=24)
_POSTS = (Who.POST, Who.DELETABLE_POST)


async def hold(watch: Watch, duty: Duty) -> None:
    """What the mode "hold" does: copy, report, delete, tell. Each step is noted before the next begins.

    Raises:
        Later: it cannot be known yet whether the message may be deleted.
    """
    matter = await watch.matter(duty)
    if matter is None or matter.case.outcome not in (None, "right"):
        await _finish(watch, duty)
        return
    if matter.chat.reviewers_id not in await recipients(watch, matter.chat):
        await _give_up(watch, duty, "no_reviewers")
        return
    await _delete_with_evidence(watch, duty, matter, matter.chat.reviewers_id or 0)


async def delete(watch: Watch, duty: Duty) -> None:
    """What a reviewer's "delete" does. Raises as `hold`."""
    matter = await watch.matter(duty)
    if matter is None or matter.case.deleted_at or matter.case.gone_at:
        await _finish(watch, duty)
        return
    target = matter.chat.reviewers_id or matter.case.decided_by or 0
    await _delete_with_evidence(watch, duty, matter, target)


async def _delete_with_evidence(watch: Watch, duty: Duty, matter: Matter, target: int) -> None:
    try:
        await secure(watch, matter, target)
    except NoEvidenceError:
        await _give_up(watch, duty, "no_copy")
        return
    if duty.kind == "hold":
        await send_reports(watch, matter)
    why = await _why_not(watch, duty, matter)
    if why:
        await _give_up(watch, duty, why)
        return
    if not await _begin(watch, duty, matter):
        return
    await _delete(watch, duty, matter)


async def _why_not(watch: Watch, duty: Duty, matter: Matter) -> str:
    """Why the messages may not be deleted; empty: they may.

    Raises:
        Later: Telegram does not list the administrators.
    """
    if matter.case.standing in _POSTS:
        return ""
    administrator = await watch.administrators.includes(matter.chat.id, matter.case.author_id)
    if administrator is None:
        if utcnow() - duty.created_at > WAITED_FOR:
            return "administrators"
        await _say_waiting(watch, matter)
        raise Later(utcnow() + max(timedelta(seconds=5), backoff(duty.attempts + 2)))
    return "administrator" if administrator else ""


async def _say_waiting(watch: Watch, matter: Matter) -> None:
    if matter.case.held_back == "waiting":
        return
    async with watch.database.writing() as session:
        (await session.get_one(Case, matter.case.id)).held_back = "waiting"
        duties.owe(session, "mark", matter.chat.id, case_id=matter.case.id)
        await record(session, "case.waits", agency_id=matter.chat.agency_id, subject_id=matter.case.id)


async def _begin(watch: Watch, duty: Duty, matter: Matter) -> bool:
    """Note that deleting begins, unless too much was deleted lately or somebody has decided meanwhile."""
    limit = watch.settings.max_deletions
    async with watch.database.writing() as session:
        case = await session.get_one(Case, matter.case.id)
        chat = await session.get_one(ChatRow, matter.chat.id)
        by_hold = duty.kind == "hold"
        if by_hold and case.deleting_at is None:
            if case.outcome not in (None, "right") or chat.mode != Mode.HOLD:
                await _held_back(session, duty, case, "mode" if case.outcome is None else None)
                return False
            if await deletions_since(session, chat.id, utcnow() - BREAKER_WINDOW) >= limit:
                await _trip(session, chat, limit)
                await _held_back(session, duty, case, "breaker")
                return False
        case.deleting_at = case.deleting_at or utcnow()
        case.deleted_by = None if by_hold else case.decided_by
    return True


async def _trip(session: AsyncSession, chat: ChatRow, limit: int) -> None:
    log.warning("chat %d: %d deletions in ten minutes: hold becomes observe", chat.id, limit)
    chat.mode = Mode.OBSERVE
    await record(session, "chat.breaker", agency_id=chat.agency_id, subject_id=chat.id, deletions=limit)
    duties.owe(session, "tell", chat.id, key="group.breaker", values={"number": limit})


async def _delete(watch: Watch, duty: Duty, matter: Matter) -> None:
    deleted = matter.case.deleting_at is not None  # begun before a kill: what is gone now, we deleted
    for message_id in matter.case.message_ids:
        try:
            await watch.chats.remove(matter.chat.id, message_id)
            deleted = True
        except CannotDeleteError:
            await _undo_and_give_up(watch, duty, "no_right")
            return
        except MessageGoneError:
            continue
        except (NobodyThereError, RefusedError):
            await _undo_and_give_up(watch, duty, "no_right")
            return
    async with watch.database.writing() as session:
        case = await session.get_one(Case, matter.case.id)
        case.held_back = None
        if deleted:
            case.deleted_at = utcnow()
            if case.standing not in _POSTS:  # no deletion is silent
                case.warned_at = utcnow()
                duties.owe(session, "notice", duty.chat_id, case_id=case.id)
        else:
            case.gone_at, case.deleting_at = utcnow(), None
        kind = "case.deleted" if deleted else "case.gone"
        agency = matter.chat.agency_id
        await record(session, kind, actor_id=case.deleted_by, agency_id=agency, subject_id=case.id)
        duties.owe(session, "mark", duty.chat_id, case_id=case.id)
        await duties.done(session, duty.id)


async def _undo_and_give_up(watch: Watch, duty: Duty, why: str) -> None:
    async with watch.database.writing() as session:
        (await session.get_one(Case, duty.case_id)).deleting_at = None
    await _give_up(watch, duty, why)


async def _give_up(watch: Watch, duty: Duty, why: str) -> None:
    async with watch.database.writing() as session:
        await _held_back(session, duty, await session.get_one(Case, duty.case_id), why)


async def _held_back(session: AsyncSession, duty: Duty, case: Case, why: str | None) -> None:
    """Note why nothing is deleted; the report, if there is none yet, is still owed."""
    case.held_back = why or case.held_back
    if why:
        await record(session, "case.held_back", subject_id=case.id, why=why)
    duties.owe(session, "report", duty.chat_id, case_id=case.id)
    duties.owe(session, "mark", duty.chat_id, case_id=case.id)
    await duties.done(session, duty.id)


async def _finish(watch: Watch, duty: Duty) -> None:
    async with watch.database.writing() as session:
        await duties.done(session, duty.id)
