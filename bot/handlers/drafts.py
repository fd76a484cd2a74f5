"""Drafts: what people send to be judged, new or edited, and /check as a reply."""

import asyncio
import contextlib
from collections.abc import Sequence
from functools import partial

from telegram import Message, Update
from telegram.constants import ChatAction
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.downloads import fetch_draft
from bot.handlers.context import Context, Handlers, current_work, sender
from bot.intake import Content, read_album, read_message
from bot.review import Submission
from bot.store.base import storable
from bot.store.decisions import Origin, latest_of_message
from bot.store.outbox import OwedAnswer
from bot.telegram_errors import CallError
from bot.texts import Texts
from classifiers.draft import Draft
from classifiers.verdict import Verdict

TOLD_AFTER_S = 1.5
TOLD_FROM_PLACE = 3

_EDITED = filters.UpdateType.EDITED_MESSAGE


def handlers() -> Handlers:
    """The handlers of this subject; the last ones take every message that no other took."""
    return [
        CommandHandler("check", check),
        MessageHandler(filters.COMMAND & ~_EDITED, unknown_command),
        MessageHandler(filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL, new_draft),
        MessageHandler(_EDITED, edited_draft),
    ]


async def unknown_command(update: Update, context: Context) -> None:
    """Point to /help."""
    message, user = sender(update)
    await context.reply(message, (await context.texts(user))("command.unknown"))


async def check(update: Update, context: Context) -> None:
    """Judge the message that the command replies to, or the words after the command."""
    message, user = sender(update)
    texts = await context.texts(user)
    words = storable(" ".join((message.text or "").split(" ")[1:]))
    if message.reply_to_message is not None:
        asked = message.reply_to_message
        await _judge(context, [asked], read_message(asked), texts, asker=message)
    elif words.strip():
        await _judge(context, [message], Content("text", words), texts, asker=message)
    else:
        await context.reply(message, texts("check.usage"))


async def new_draft(update: Update, context: Context) -> None:
    """Judge a message, or an album as one draft."""
    message, user = sender(update)
    updates = current_work.get().updates
    messages = [part.message for part in updates if part.message is not None]
    await _judge(context, messages, read_album(messages), await context.texts(user), asker=message)


async def edited_draft(update: Update, context: Context) -> None:
    """Judge the message again and edit the earlier answer."""
    message, user = sender(update)
    async with context.house.database.reading() as session:
        earlier = await latest_of_message(session, message.chat_id, message.message_id)
    texts, content = await context.texts(user), read_message(message)
    if not content.can_be_judged:  # it was told so already; a live location is edited every few seconds
        return
    if message.media_group_id:
        # The answer about the other pictures of the album must stay.
        await _judge(context, [message], content, texts, asker=message, notes=("album_part",))
    else:
        replaces = earlier.id if earlier else None
        await _judge(context, [message], content, texts, asker=message, replaces_id=replaces)


async def _judge(
    context: Context,
    messages: Sequence[Message],
    content: Content,
    texts: Texts,
    *,
    asker: Message,
    notes: tuple[str, ...] = (),
    replaces_id: int | None = None,
) -> None:
    house = context.house
    user_id = asker.from_user.id if asker.from_user else 0
    membership = await context.membership(asker.from_user) if asker.from_user else None
    if membership is None and not house.settings.open_access:
        await context.reply(asker, texts("access.stranger", user=user_id))
        return
    if not content.can_be_judged:
        await _cannot(context, messages[0], content, texts)
        return
    action = ChatAction.UPLOAD_PHOTO if content.pictures else ChatAction.TYPING
    async with house.calls.doing(asker.chat_id, action):
        draft, missing = await fetch_draft(house.calls, content)
        verdict, notice = await _verdict(context, draft, asker.chat_id, texts)
        submission = Submission(
            draft=draft,
            origin=Origin(
                source="private",
                kind=content.kind,
                chat_id=asker.chat_id,
                user_id=user_id,
                language=texts.language,
                message_ids=tuple(message.message_id for message in messages),
                agency_id=membership.agency_id if membership else None,
            ),
            rows=current_work.get().arrival.rows,
            not_evaluated=(*content.not_evaluated, *missing),
            notes=notes,
            file_ids=tuple(ref.file_id for ref in content.pictures),
            reply_to=messages[0].message_id,
            replaces_id=replaces_id,
        )
        _, debt = await house.reviewer.log(submission, verdict)
    house.lanes.add(asker.chat_id, partial(_deliver, context, debt, draft, notice), owed=True)


async def _deliver(context: Context, debt: OwedAnswer, draft: Draft, notice: int | None) -> None:
    await context.house.delivery.deliver(debt, [picture.data for picture in draft.pictures])
    if notice is not None:
        await context.house.calls.delete(debt.chat_id, [notice])


async def _verdict(context: Context, draft: Draft, chat_id: int, texts: Texts) -> tuple[Verdict, int | None]:
    """The verdict, and the message that told the place in the queue if the wait was long."""
    reviewer, ticket, notice = context.house.reviewer, object(), None
    judging = asyncio.create_task(reviewer.judge(draft, ticket))
    try:
        await asyncio.wait({judging}, timeout=TOLD_AFTER_S)
        place = reviewer.place(ticket)
        if place >= TOLD_FROM_PLACE:
            words = texts("queue.place", place=texts.place(place))
            with contextlib.suppress(CallError):  # a courtesy; the verdict is what is owed
                notice = await context.house.calls.send_text(chat_id, words)
        return await judging, notice
    finally:
        judging.cancel()


async def _cannot(context: Context, message: Message, content: Content, texts: Texts) -> None:
    key = f"cannot.{content.kind}"
    words = texts(key if texts.has(key) else "cannot.other")
    await context.reply(message, words, reply_to=message.message_id)
