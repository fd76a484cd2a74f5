"""Reports: to the reviewers' chat, or to the administrators who have started the bot."""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from datetime import timedelta

from bot.answer import regions_of
from bot.downloads import fetch_all
from bot.pictures import marked_copy
from bot.store import users
from bot.store.audit import record
from bot.store.base import utcnow
from bot.store.cases import Case, ReportMessage, reports_of
from bot.store.chats import ChatRow
from bot.store.duties import Duty, done
from bot.telegram_errors import MessageGoneError, NobodyThereError, NotModifiedError, RefusedError
from bot.texts import Texts
from bot.watch.quiet import quiet_until
from bot.watch.report import ReportWriter
from bot.watch.watch import Later, Matter, Watch

log = logging.getLogger(__name__)

TRIED_FOR = timedelta(hours=24)
AGAIN_AFTER = timedelta(minutes=15)


async def report(watch: Watch, duty: Duty) -> None:
    """Send the report on a case.

    Raises:
        Later: nobody can be told now.
    """
    matter = await watch.matter(duty)
    if matter is not None and matter.case.outcome is None and not await send_reports(watch, matter):
        if utcnow() - duty.created_at < TRIED_FOR:
            raise Later(utcnow() + AGAIN_AFTER)
        log.warning("case %d: nobody to report to within a day", matter.case.id)
    async with watch.database.writing() as session:
        await done(session, duty.id)


async def send_reports(watch: Watch, matter: Matter) -> bool:
    """Report a case wherever it has to be reported; whether anybody has it now."""
    async with watch.database.reading() as session:
        if await reports_of(session, matter.case.id):
            return True
    marked = await _marked(watch, matter)
    targets = await recipients(watch, matter.chat)
    sent = [item for target in targets if (item := await _send(watch, matter, target, marked)) is not None]
    if sent:
        async with watch.database.writing() as session:
            session.add_all(sent)
            await record(
                session,
                "case.reported",
                agency_id=matter.chat.agency_id,
                subject_id=matter.case.id,
                chats=[item.chat_id for item in sent],
            )
    return bool(sent)


async def recipients(watch: Watch, chat: ChatRow) -> list[int]:
    """The chats that get reports: the reviewers' chat, else every administrator's private one."""
    if chat.reviewers_id is not None:
        try:
            if await watch.chats.is_member(chat.reviewers_id, watch.chats.bot_id):
                return [chat.reviewers_id]
        except (NobodyThereError, RefusedError):
            log.info("chat %d: its reviewers' chat is out of reach", chat.id)
    try:
        administrators = await watch.administrators.of(chat.id)
    except (NobodyThereError, RefusedError):
        return []
    return [admin.user_id for admin in administrators.values() if not admin.is_bot]


async def _send(watch: Watch, matter: Matter, target: int, marked: Sequence[bytes]) -> ReportMessage | None:
    texts = await texts_for(watch, matter.chat, target)
    writer = ReportWriter(matter, watch.book, texts, watch.settings.timezone)
    silent = quiet_until(matter.chat, utcnow(), watch.settings.timezone) is not None
    reply_to = matter.case.evidence_ids[0] if matter.case.evidence_chat_id == target else None
    options = {"reply_to": reply_to, "keyboard": writer.keyboard(), "silent": silent}
    try:
        if len(marked) > 1:
            await watch.calls.send_album(target, [(data, "") for data in marked])
        if len(marked) == 1:
            number = await watch.calls.send_photo(target, marked[0], writer.caption(), **options)  # type: ignore[arg-type]
            return ReportMessage(case_id=matter.case.id, chat_id=target, message_id=number, kind="photo")
        number = await watch.calls.send_text(target, writer.message(), **options)  # type: ignore[arg-type]
    except (NobodyThereError, RefusedError):  # a person who has not started the bot
        return None
    return ReportMessage(case_id=matter.case.id, chat_id=target, message_id=number, kind="text")


async def texts_for(watch: Watch, chat: ChatRow, target: int) -> Texts:
    """The words in a person's own language, or in the chat's."""
    if target < 0:
        return Texts(chat.language)
    async with watch.database.reading() as session:
        choice = await users.choice_of(session, target)
    return Texts(choice.language or chat.language)


async def _marked(watch: Watch, matter: Matter) -> list[bytes]:
    regions = regions_of(matter.decision)
    if not regions:
        return []
    pictures = await fetch_all(watch.calls, matter.decision.file_ids or [])
    copies = [
        await asyncio.to_thread(marked_copy, pictures[index], places)
        for index, places in sorted(regions.items())
        if index < len(pictures)
    ]
    return [copy for copy in copies if copy]


async def mark(watch: Watch, duty: Duty) -> None:
    """Bring the reports on a case to its present state."""
    matter = await watch.matter(duty)
    if matter is not None:
        async with watch.database.reading() as session:
            reports = await reports_of(session, matter.case.id)
        for item in reports:
            await _rewrite(watch, matter, item)
    async with watch.database.writing() as session:
        await done(session, duty.id)


async def _rewrite(watch: Watch, matter: Matter, item: ReportMessage) -> None:
    texts = await texts_for(watch, matter.chat, item.chat_id)
    writer = ReportWriter(matter, watch.book, texts, watch.settings.timezone)
    keyboard = writer.keyboard()
    with contextlib.suppress(MessageGoneError, NotModifiedError, NobodyThereError, RefusedError):
        if item.kind == "photo":
            await watch.chats.edit_caption(item.chat_id, item.message_id, writer.caption(), keyboard)
        else:
            await watch.calls.edit_text(item.chat_id, item.message_id, writer.message(), keyboard)


async def ask(watch: Watch, duty: Duty) -> None:
    """Ask the author of a channel post, whom Telegram does not name, through all who may have written it."""
    matter = await watch.matter(duty)
    reached = 0
    if matter is not None:
        for admin in (await watch.administrators.of(matter.chat.id)).values():
            if not admin.is_bot and await _ask_one(watch, matter, admin.user_id):
                reached += 1
    async with watch.database.writing() as session:
        await done(session, duty.id)
        if matter is not None and not reached:
            (await session.get_one(Case, matter.case.id)).held_back = "nobody_to_ask"
            session.add(Duty(kind="mark", chat_id=duty.chat_id, case_id=duty.case_id))


async def _ask_one(watch: Watch, matter: Matter, user_id: int) -> bool:
    texts = await texts_for(watch, matter.chat, user_id)
    words = texts("report.ask_author", name=matter.case.asked_by_name or "")
    writer = ReportWriter(matter, watch.book, texts, watch.settings.timezone)
    try:
        await watch.calls.send_text(user_id, f"{words}\n\n{writer.message()}")
    except (NobodyThereError, RefusedError):
        return False
    return True


async def tell(watch: Watch, duty: Duty) -> None:
    """Tell the reviewers something about their chat."""
    async with watch.database.reading() as session:
        chat = await session.get(ChatRow, duty.chat_id)
    if chat is not None:
        for target in await recipients(watch, chat):
            texts = await texts_for(watch, chat, target)
            with contextlib.suppress(NobodyThereError, RefusedError):
                words = texts(duty.detail["key"], title=chat.title, **duty.detail["values"])
                await watch.calls.send_text(target, words)
    async with watch.database.writing() as session:
        await done(session, duty.id)
