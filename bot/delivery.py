"""Pays the debts of the outbox: sends an answer, or edits the earlier one, and notes its messages."""

import asyncio
import logging
from collections.abc import Mapping, Sequence

from bot.answer import Answer, compose, regions_of, seconds_of
from bot.downloads import fetch_all
from bot.pictures import marked_copy
from bot.store import outbox
from bot.store.database import Database
from bot.store.decisions import DecisionRow, get_decision
from bot.store.outbox import OwedAnswer, Sent
from bot.telegram_calls import Calls
from bot.telegram_errors import MessageGoneError, NobodyThereError, RefusedError
from bot.texts import Texts
from bot.wording import second_words
from classifiers.rules import RuleBook

log = logging.getLogger(__name__)


class Delivery:
    """Sends answers; what is sent is noted at once, so that it is not sent again."""

    def __init__(self, database: Database, calls: Calls, book: RuleBook) -> None:
        self._database = database
        self._calls = calls
        self._book = book

    async def deliver(self, debt: OwedAnswer, pictures: Sequence[bytes] | None = None) -> None:
        """Answer one decision; `pictures` are fetched again where they are not at hand.

        Raises:
            UnreachableError: Telegram does not answer; the debt stays.
        """
        async with self._database.reading() as session:
            decision = await get_decision(session, debt.decision_id)
            earlier = await get_decision(session, debt.replaces_id) if debt.replaces_id else None
        if decision is None:
            return
        try:
            sent = await self._send(decision, earlier, debt, pictures)
        except NobodyThereError:
            log.info("decision %d: nobody to answer", decision.id)
            sent = Sent()
        except RefusedError as error:
            log.error("decision %d: Telegram refused the answer: %s", decision.id, error)  # noqa: TRY400
            sent = Sent()
        async with self._database.writing() as session:
            await outbox.settle(session, decision.id, sent)

    async def _send(
        self,
        decision: DecisionRow,
        earlier: DecisionRow | None,
        debt: OwedAnswer,
        pictures: Sequence[bytes] | None,
    ) -> Sent:
        texts = Texts(decision.language)
        marked = await self._marked(decision, debt, pictures, texts)
        answer = compose(decision, debt, marked, self._book, texts)
        if earlier is None or earlier.answer_message_id is None:
            return await self._send_new(answer)
        if edited := await self._edited(earlier, answer):
            return edited
        sent = await self._send_new(answer)
        await self._calls.delete(debt.chat_id, [earlier.answer_message_id, *earlier.answer_extra_ids])
        return sent

    async def _edited(self, earlier: DecisionRow, answer: Answer) -> Sent | None:
        """The earlier answer made into this one; None where that cannot be done."""
        message_id = earlier.answer_message_id
        if message_id is None or answer.extras or earlier.answer_kind != answer.kind:
            return None
        try:
            if answer.photo:
                await self._calls.edit_photo(
                    answer.chat_id, message_id, answer.photo, answer.html, answer.keyboard
                )
            else:
                await self._calls.edit_text(answer.chat_id, message_id, answer.html, answer.keyboard)
        except (MessageGoneError, RefusedError):
            return None
        await self._calls.delete(answer.chat_id, earlier.answer_extra_ids)
        return Sent(message_id, answer.kind)

    async def _send_new(self, answer: Answer) -> Sent:
        chat_id, reply_to = answer.chat_id, answer.reply_to
        extras = await self._send_extras(answer)
        if answer.photo:
            message_id = await self._calls.send_photo(
                chat_id, answer.photo, answer.html, reply_to=reply_to, keyboard=answer.keyboard
            )
        else:
            message_id = await self._calls.send_text(
                chat_id, answer.html, reply_to=reply_to, keyboard=answer.keyboard
            )
        return Sent(message_id, answer.kind, tuple(extras))

    async def _send_extras(self, answer: Answer) -> list[int]:
        chat_id, reply_to = answer.chat_id, answer.reply_to
        if len(answer.extras) == 1:
            ((data, caption),) = answer.extras
            return [await self._calls.send_photo(chat_id, data, caption, reply_to=reply_to)]
        if answer.extras:
            return await self._calls.send_album(chat_id, answer.extras, reply_to=reply_to)
        return []

    async def _marked(
        self, decision: DecisionRow, debt: OwedAnswer, pictures: Sequence[bytes] | None, texts: Texts
    ) -> list[tuple[bytes, str]]:
        """Copies of the pictures with what they are warned for, each with its caption."""
        regions = regions_of(decision)
        if not regions:
            return []
        seconds = seconds_of(decision)
        if pictures is None:  # a frame is not cut out again: the words name its second
            regions = {index: places for index, places in regions.items() if index not in seconds}
            pictures = await fetch_all(self._calls, debt.pictures) if regions else []
        marked = []
        for index, places in sorted(regions.items()):
            data = pictures[index] if index < len(pictures) else b""
            copy = await asyncio.to_thread(marked_copy, data, places)
            if copy:
                caption = _caption(index, seconds, texts) if len(pictures) > 1 else ""
                marked.append((copy, caption[:1].upper() + caption[1:]))
        return marked


def _caption(index: int, seconds: Mapping[int, float], texts: Texts) -> str:
    if index in seconds:
        return second_words(seconds[index], texts)
    return texts("answer.photo_number", number=index + 1)
