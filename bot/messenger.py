"""Pays the notices: messages that people are owed beside the answers to their drafts."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from functools import partial

from bot.answer import regions_of
from bot.case_words import age, card, card_buttons, draft_text, told_author
from bot.downloads import fetch_all
from bot.lanes import Lanes
from bot.pictures import marked_copy
from bot.store import users
from bot.store.agencies import Agency
from bot.store.appeals import Appeal
from bot.store.broadcasts import Broadcast
from bot.store.database import Database
from bot.store.decisions import DecisionRow
from bot.store.members import members_of
from bot.store.notices import Notice, owed_notices, sent_notices, settle_notice
from bot.telegram_calls import Calls
from bot.telegram_errors import MessageGoneError, NobodyThereError, RefusedError
from bot.texts import Texts
from classifiers.rules import RuleBook

log = logging.getLogger(__name__)


class Messenger:
    """Sends notices through the lanes of those who get them; what was sent is noted."""

    def __init__(
        self, database: Database, calls: Calls, book: RuleBook, lanes: Lanes, default_language: str
    ) -> None:
        self._database = database
        self._calls = calls
        self._book = book
        self._lanes = lanes
        self._default_language = default_language

    async def resume(self) -> None:
        """Queue what an earlier process left."""
        async with self._database.reading() as session:
            self.queue(await owed_notices(session))

    def queue(self, notices: Iterable[Notice]) -> None:
        """Send these as soon as it can be done."""
        for notice in notices:
            self._lanes.add(notice.user_id, partial(self._deliver, notice.id), owed=True)

    def refresh(self, appeal_id: int) -> None:
        """Bring the commissioners' messages about a case to its present state."""
        self._lanes.add(-appeal_id, partial(self._refresh, appeal_id))

    async def _deliver(self, notice_id: int) -> None:
        async with self._database.reading() as session:
            notice = await session.get(Notice, notice_id)
        if notice is None or notice.done_at is not None:
            return
        message_id = None
        try:
            message_id = await self._send(notice)
        except NobodyThereError:
            log.info("notice %d: nobody there", notice_id)
        except RefusedError as error:
            log.error("notice %d: Telegram refused it: %s", notice_id, error)  # noqa: TRY400
        async with self._database.writing() as session:
            await settle_notice(session, notice_id, message_id)

    async def _send(self, notice: Notice) -> int | None:
        if notice.kind == "broadcast":
            return await self._broadcast(notice)
        async with self._database.reading() as session:
            appeal = await session.get(Appeal, notice.subject_id)
            decision = await session.get(DecisionRow, appeal.decision_id) if appeal else None
        if appeal is None or decision is None:
            return None
        texts = await self._texts(
            notice.user_id, appeal.language if notice.user_id == appeal.author_id else ""
        )
        if notice.kind == "case":
            return await self._case(notice, appeal, decision, texts)
        if notice.kind == "reminder":
            words = texts("petition.reminder", number=appeal.id, age=age(appeal.created_at, texts))
            return await self._calls.send_text(notice.user_id, words)
        words = (
            told_author(appeal, texts) if notice.kind == "closed" else texts("appeals.sent", number=appeal.id)
        )
        return await self._calls.send_text(notice.user_id, words, reply_to=decision.message_id)

    async def _case(self, notice: Notice, appeal: Appeal, decision: DecisionRow, texts: Texts) -> int:
        chat_id = notice.user_id
        await self._pictures(chat_id, appeal, decision, texts)
        if draft := draft_text(appeal, decision, texts):
            await self._calls.send_text(chat_id, draft)
        words = card(appeal, decision, await self._names(appeal), self._book, texts)
        return await self._calls.send_text(chat_id, words, keyboard=card_buttons(appeal, chat_id, texts))

    async def _pictures(self, chat_id: int, appeal: Appeal, decision: DecisionRow, texts: Texts) -> None:
        regions, copies = regions_of(decision), []
        for index, data in enumerate(await fetch_all(self._calls, decision.file_ids or [])):
            if copy := await asyncio.to_thread(marked_copy, data, regions.get(index, [])):
                copies.append((copy, texts("petition.picture", number=appeal.id, photo=index + 1)))
        if len(copies) == 1:
            await self._calls.send_photo(chat_id, *copies[0])
        elif copies:
            await self._calls.send_album(chat_id, copies[:10], reply_to=None)
        if len(copies) < len(decision.picture_hashes):
            await self._calls.send_text(chat_id, texts("petition.no_picture", number=appeal.id))

    async def _broadcast(self, notice: Notice) -> int | None:
        async with self._database.reading() as session:
            broadcast = await session.get(Broadcast, notice.subject_id)
            agency = await session.get(Agency, broadcast.agency_id) if broadcast else None
        if broadcast is None or agency is None:
            return None
        texts = await self._texts(notice.user_id)
        words = texts("broadcast.message", agency=agency.name, text=broadcast.text)
        return await self._calls.send_text(notice.user_id, words)

    async def _refresh(self, appeal_id: int) -> None:
        async with self._database.reading() as session:
            appeal = await session.get(Appeal, appeal_id)
            decision = await session.get(DecisionRow, appeal.decision_id) if appeal else None
            cards = await sent_notices(session, "case", appeal_id)
        if appeal is None or decision is None:
            return
        names = await self._names(appeal)
        for notice in cards:
            texts = await self._texts(notice.user_id)
            words = card(appeal, decision, names, self._book, texts)
            buttons = card_buttons(appeal, notice.user_id, texts)
            try:
                await self._calls.edit_text(notice.user_id, notice.message_id or 0, words, buttons)
            except (MessageGoneError, NobodyThereError, RefusedError) as error:
                log.info("case %d: a card was not changed: %s", appeal_id, type(error).__name__)

    async def _names(self, appeal: Appeal) -> Mapping[int, str]:
        async with self._database.reading() as session:
            return {m.user_id: m.name for m in await members_of(session, appeal.agency_id)}

    async def _texts(self, user_id: int, otherwise: str = "") -> Texts:
        async with self._database.reading() as session:
            choice = await users.choice_of(session, user_id)
        return Texts(choice.language or otherwise or self._default_language)
