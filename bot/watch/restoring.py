"""Putting a deleted message back: its copy, with a line that says whose it was."""

import logging

from bot.store import duties
from bot.store.audit import record
from bot.store.base import utcnow
from bot.store.cases import Case
from bot.store.duties import Duty
from bot.telegram_errors import MessageGoneError, NobodyThereError, RefusedError
from bot.texts import Texts
from bot.watch.watch import Matter, Watch

log = logging.getLogger(__name__)


async def restore(watch: Watch, duty: Duty) -> None:
    """Put the messages of a case back into their chat."""
    matter = await watch.matter(duty)
    failed = False
    if matter is not None and _is_missing(matter):
        try:
            await _send_copy(watch, matter)
        except (MessageGoneError, NobodyThereError, RefusedError):
            log.warning("case %d: could not be put back", matter.case.id)
            failed = True
    async with watch.database.writing() as session:
        await duties.done(session, duty.id)
        if matter is not None and _is_missing(matter):
            case = await session.get_one(Case, matter.case.id)
            case.restored_at = None if failed else utcnow()
            kind = "case.not_restored" if failed else "case.restored"
            agency = matter.chat.agency_id
            await record(session, kind, actor_id=case.decided_by, agency_id=agency, subject_id=case.id)
            duties.owe(session, "mark", duty.chat_id, case_id=case.id)


def _is_missing(matter: Matter) -> bool:
    return matter.case.deleted_at is not None and matter.case.restored_at is None


async def _send_copy(watch: Watch, matter: Matter) -> None:
    case, chat = matter.case, matter.chat
    if case.evidence_chat_id is None:
        raise RefusedError("no evidence")
    if chat.kind != "channel":
        words = Texts(chat.language)("group.restored", name=case.author_name)
        await watch.calls.send_text(chat.id, words, thread=case.thread_id, silent=True)
    copies = await watch.chats.copy(case.evidence_chat_id, case.evidence_ids, chat.id, case.thread_id)
    if not copies:
        raise MessageGoneError
