"""Judges drafts and logs the decisions: what is answered has been committed before."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.pictures import picture_hashes
from bot.store import inbox
from bot.store.database import Database
from bot.store.decisions import DecisionRow, Origin, add_decision
from bot.store.inbox import InboxRow
from bot.store.outbox import OwedAnswer
from bot.store.sensitivities import levels_of
from classifiers.draft import Draft
from classifiers.sensitivity import reweighed
from classifiers.verdict import Verdict
from classifiers.worker import OBSERVED, PRIVATE, Worker


@dataclass(frozen=True, slots=True)
class Submission:
    """A draft that somebody sent, with all that its decision and its answer need.

    Attributes:
        rows: the inbox rows that it was made of; they leave the inbox with the commit of the decision.
        not_evaluated: parts that never reach the judge ("video").
        notes: what the answer must add, by code.
        file_ids: Telegram's ids of the pictures, kept while the answer is owed.
        reply_to: the message that is answered.
        replaces_id: the earlier decision about the same message.
    """

    draft: Draft
    origin: Origin
    rows: Sequence[InboxRow] = ()
    not_evaluated: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    file_ids: tuple[str, ...] = ()
    reply_to: int | None = None
    replaces_id: int | None = None


class Reviewer:
    """Judges through the worker and logs; knows the order in which drafts wait."""

    def __init__(self, database: Database, worker: Worker) -> None:
        self._database = database
        self._worker = worker
        self._waiting: dict[object, None] = {}

    async def judge(self, draft: Draft, ticket: object = None, *, priority: int = PRIVATE) -> Verdict:
        """The verdict; `ticket` is what `place` is asked for meanwhile.

        Raises:
            QueueFullError: more urgent drafts took the place of one that is only observed.
        """
        if ticket is None:
            return await self._worker.judge(draft, priority=priority)
        self._waiting[ticket] = None
        try:
            return await self._worker.judge(draft)
        finally:
            del self._waiting[ticket]

    @property
    def models(self) -> Mapping[str, str]:
        """Version of each detector and of the rule book."""
        return self._worker.models

    def waiting(self) -> int:
        """How many drafts wait for the models."""
        return self._worker.waiting(OBSERVED)

    def place(self, ticket: object) -> int:
        """The draft's place among those that wait, from 1; 0 if it does not wait."""
        for number, waiting in enumerate(self._waiting, start=1):
            if waiting is ticket:
                return number
        return 0

    async def log(self, submission: Submission, verdict: Verdict) -> tuple[DecisionRow, OwedAnswer]:
        """Commit the decision, the debt of its answer and the end of its updates, all or nothing.

        The verdict is weighed with the agency's sensitivities here: what counts is the decision's.
        """
        hashes = await asyncio.to_thread(picture_hashes, submission.draft)
        async with self._database.writing() as session:
            levels = await levels_of(session, submission.origin.agency_id)
            decision = await add_decision(
                session,
                reweighed(verdict, levels),
                submission.origin,
                text=submission.draft.text,
                picture_hashes=hashes,
                not_evaluated=submission.not_evaluated,
                # Only a member can put the case before a commissioner, who then needs the pictures.
                file_ids=submission.file_ids if submission.origin.agency_id else (),
                received_at=min((row.received_at for row in submission.rows), default=None),
            )
            debt = OwedAnswer(
                decision_id=decision.id,
                chat_id=submission.origin.chat_id,
                reply_to=submission.reply_to,
                pictures=list(submission.file_ids),
                notes=list(submission.notes),
                replaces_id=submission.replaces_id,
            )
            session.add(debt)
            await inbox.finish(session, submission.rows, decision.id)
        return decision, debt


async def log_from_cli(database: Database, judged: Iterable[tuple[Draft, Verdict]]) -> None:
    """Log what was judged on the command line, in one transaction."""
    rows = [(draft, verdict, await asyncio.to_thread(picture_hashes, draft)) for draft, verdict in judged]
    async with database.writing() as session:
        for draft, verdict, hashes in rows:
            origin = Origin("cli", kind_of(draft))
            await add_decision(session, verdict, origin, text=draft.text, picture_hashes=hashes)


def kind_of(draft: Draft) -> str:
    """The kind of a draft that is only a text and pictures."""
    if not draft.pictures:
        return "text"
    return "photo" if len(draft.pictures) == 1 else "album"
