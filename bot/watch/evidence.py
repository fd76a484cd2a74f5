"""Evidence: a complete copy of the messages at the reviewers, made before anything is deleted."""

import logging

from bot.store.audit import record
from bot.store.base import utcnow
from bot.store.cases import Case
from bot.telegram_errors import CallError, ChatMovedError, RefusedError, UnreachableError
from bot.watch.watch import Matter, Watch

log = logging.getLogger(__name__)

_COPIED_BY_HAND = ("text", "photo", "album")
MOST_IN_ALBUM = 10


class NoEvidenceError(Exception):
    """The messages cannot be copied: nothing may be deleted."""


async def secure(watch: Watch, matter: Matter, target: int) -> None:
    """Copy the messages to `target` and note it, unless that has been done before.

    Raises:
        NoEvidenceError: they cannot be copied completely, or nobody is there.
        UnreachableError: Telegram does not answer.
    """
    if matter.case.copied_at is not None:
        return
    try:
        copies = await _copy(watch, matter, target)
    except (UnreachableError, ChatMovedError):
        raise
    except CallError as error:
        log.warning("case %d: no evidence: %s", matter.case.id, type(error).__name__)
        raise NoEvidenceError from None
    async with watch.database.writing() as session:
        case = await session.get_one(Case, matter.case.id)
        case.evidence_chat_id, case.evidence_ids, case.copied_at = target, copies, utcnow()
        await record(session, "case.copied", agency_id=matter.chat.agency_id, subject_id=case.id, chat=target)
    matter.case.evidence_chat_id, matter.case.evidence_ids = target, copies
    matter.case.copied_at = utcnow()


async def _copy(watch: Watch, matter: Matter, target: int) -> list[int]:
    wanted = matter.case.message_ids
    try:
        copies = await watch.chats.forward(matter.chat.id, wanted, target)
    except RefusedError:
        copies = []
    if len(copies) == len(wanted):
        return copies
    # Protected content is not forwarded, and an author may have been faster: what was judged is at hand.
    return await _by_hand(watch, matter, target)


async def _by_hand(watch: Watch, matter: Matter, target: int) -> list[int]:
    decision, pictures = matter.decision, matter.decision.file_ids or []
    if decision.kind not in _COPIED_BY_HAND or (decision.text is None and not pictures):
        raise RefusedError("cannot be copied")
    copies: list[int] = []
    if len(pictures) == 1:
        copies.append(await watch.calls.send_photo(target, pictures[0], "", silent=True))
    elif pictures:
        copies += await watch.calls.send_album(target, [(i, "") for i in pictures[:MOST_IN_ALBUM]])
    if decision.text:
        copies.append(await watch.calls.send_plain(target, decision.text))
    return copies
