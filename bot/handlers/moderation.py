"""Messages in groups and posts in channels: judged, logged, and what follows is owed."""

import asyncio
import hashlib
import logging
from collections.abc import Sequence

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.downloads import fetch_draft
from bot.handlers.chat_rows import chat_row
from bot.handlers.context import Context, Handlers, current_work
from bot.intake import Content, read_album, read_message
from bot.pictures import picture_hashes
from bot.store.chats import ChatRow, get_chat, is_reviewers_chat
from bot.store.decisions import DecisionRow, Origin, latest_of_message
from bot.store.sensitivities import levels_of
from bot.watch.modes import Who, is_judged
from bot.watch.recording import Sighting, log_sighting
from bot.watch.sensitivity import as_wanted
from bot.watch.standing import author_of, who_wrote
from classifiers.draft import Draft
from classifiers.verdict import Decision, Verdict
from classifiers.worker import OBSERVED, QueueFullError

log = logging.getLogger(__name__)


def handlers() -> Handlers:
    """The handler of this subject; it takes every message that no other took."""
    return [MessageHandler(filters.ALL, seen)]


async def seen(update: Update, context: Context) -> None:
    """Judge a message, an album as one, or an edited message."""
    updates = current_work.get().updates
    messages = [part.effective_message for part in updates if part.effective_message is not None]
    message = messages[0]
    chat = await chat_row(context, message.chat)
    if not context.house.is_watched(chat):
        return
    edited = update.edited_message is not None or update.edited_channel_post is not None
    content = read_message(message) if edited else read_album(messages)
    who = await _who(context, message, content, chat)
    if not is_judged(who):
        return
    if context.house.lanes.chats_waiting > context.house.settings.observed_queue:
        _shed(chat)
        return
    await _judge(context, chat, who, messages, content)


async def _who(context: Context, message: Message, content: Content, chat: ChatRow) -> Who:
    origin = message.sender_chat if message.is_automatic_forward else None
    async with context.house.database.reading() as session:
        if await is_reviewers_chat(session, chat.id):
            return Who.REVIEWER
        channel = await get_chat(session, origin.id) if origin else None
    watched = channel is not None and context.house.is_watched(channel)
    return who_wrote(message, content, chat, post_is_watched=watched)


def _shed(chat: ChatRow) -> None:
    log.warning("the queue is full: a message in chat %d is not judged", chat.id)


async def _judge(
    context: Context, chat: ChatRow, who: Who, messages: Sequence[Message], content: Content
) -> None:
    house, message = context.house, messages[0]
    async with house.database.reading() as session:
        earlier = await latest_of_message(session, chat.id, message.message_id)
    draft, missing = await fetch_draft(house.calls, content)
    hashes = await asyncio.to_thread(picture_hashes, draft)
    if earlier is not None and _is_same(earlier, draft, hashes):
        return
    verdict = await _verdict(context, draft, chat)
    if verdict is None:
        return
    author_id, author_name = author_of(message)
    if who is Who.MEMBER and verdict.decision is Decision.WARN:
        who = await _surely(context, chat, author_id)
    sighting = Sighting(
        chat=chat,
        draft=draft,
        origin=_origin(chat, messages, content),
        who=who,
        author_id=author_id,
        author_name=author_name,
        thread_id=message.message_thread_id if message.is_topic_message else None,
        rows=current_work.get().arrival.rows,
        missing=(*content.not_evaluated, *missing),
        pictures=tuple(ref.file_id for ref in content.pictures),
        hashes=hashes,
        # What is left of an album is still as it was: one part does not settle it.
        earlier_id=earlier.id if earlier and not message.media_group_id else None,
    )
    await log_sighting(house.database, sighting, verdict, house.settings.timezone)
    house.steward.wake()


def _is_same(earlier: DecisionRow, draft: Draft, hashes: Sequence[str]) -> bool:
    """Whether an "edit" changed nothing that is judged: a link preview, a reaction, a location."""
    digest = hashlib.sha256(draft.text.encode()).hexdigest()
    return earlier.text_sha256 == digest and earlier.picture_hashes == list(hashes)


async def _verdict(context: Context, draft: Draft, chat: ChatRow) -> Verdict | None:
    """The verdict as the chat wants it; None where more urgent drafts took the place."""
    try:
        verdict = await context.house.reviewer.judge(draft, priority=OBSERVED)
    except QueueFullError:
        _shed(chat)
        return None
    async with context.house.database.reading() as session:
        levels = await levels_of(session, chat.agency_id)
    return as_wanted(verdict, chat, levels)


async def _surely(context: Context, chat: ChatRow, author_id: int | None) -> Who:
    administrator = await context.house.watch.administrators.includes(chat.id, author_id)
    if administrator is None:
        return Who.UNSURE
    return Who.ADMINISTRATOR if administrator else Who.MEMBER


def _origin(chat: ChatRow, messages: Sequence[Message], content: Content) -> Origin:
    user = messages[0].from_user if messages[0].sender_chat is None else None
    return Origin(
        source="channel" if chat.kind == "channel" else "group",
        kind=content.kind,
        chat_id=chat.id,
        user_id=user.id if user else None,
        language=chat.language,
        message_ids=tuple(message.message_id for message in messages),
        agency_id=chat.agency_id,
    )
