"""Words to authors, in the chat: brief, and at most once a quarter of an hour; and the greeting."""

import contextlib
import html
from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.store.base import utcnow
from bot.store.cases import Case, last_told
from bot.store.chats import ChatRow
from bot.store.decisions import DecisionRow, get_decision
from bot.store.duties import Duty, done, owed_warnings
from bot.telegram_errors import CallError, NobodyThereError, RefusedError
from bot.texts import Texts
from bot.watch.links import link_to
from bot.watch.quiet import warning_due
from bot.watch.reporting import texts_for
from bot.watch.watch import Later, Watch
from bot.wording import evidence_words, rule_words
from classifiers.rules import RuleBook

MOST_LINKS = 5


async def warn(watch: Watch, duty: Duty) -> None:
    """Tell the author of all their messages that were warned about and not told yet.

    Raises:
        Later: the author was told a moment ago, or it is a quiet hour.
    """
    async with watch.database.reading() as session:
        chat = await session.get(ChatRow, duty.chat_id)
        case = await session.get(Case, duty.case_id)
        told = await last_told(session, duty.chat_id, case.author_id) if case else None
        owed = await owed_warnings(session, duty.chat_id, case.author_id) if case else []
        decision = await get_decision(session, owed[-1][1].decision_id) if owed else None
    if chat is not None and owed and decision is not None:
        due = warning_due(chat, told, utcnow(), watch.settings.timezone)
        if due > utcnow():
            raise Later(due)
        await _send_warning(watch, chat, [case for _, case in owed], decision)
    async with watch.database.writing() as session:
        for item, case in owed:
            (await session.get_one(Case, case.id)).warned_at = utcnow()
            await done(session, item.id)
        await done(session, duty.id)


async def _send_warning(watch: Watch, chat: ChatRow, cases: Sequence[Case], decision: DecisionRow) -> None:
    texts, last = Texts(chat.language), cases[-1]
    words = texts("group.warn", reasons=_reasons(decision, watch.book, texts))
    if len(cases) > 1:
        words += "\n" + texts.plural("group.warn_more", len(cases) - 1) + _links(chat, cases[:-1])
    button = InlineKeyboardButton(texts("group.button_check"), url=watch.chats.bot_link)
    with contextlib.suppress(NobodyThereError, RefusedError):
        await watch.calls.send_text(
            chat.id,
            words,
            reply_to=last.message_ids[0],
            thread=last.thread_id,
            keyboard=InlineKeyboardMarkup([[button]]),
        )


def _reasons(decision: DecisionRow, book: RuleBook, texts: Texts) -> str:
    """Titles with the words, unescaped: the text escapes what it is given."""
    parts = []
    for reason in decision.reasons[:2]:
        title, found = rule_words(reason["rule"], book, texts)[0], evidence_words(reason, decision, texts)
        parts.append(f"{title} ({found})" if found else title)
    return html.unescape("; ".join(parts))


def _links(chat: ChatRow, cases: Sequence[Case]) -> str:
    links = [link_to(chat.id, chat.username, case.message_ids[0], case.thread_id) for case in cases]
    shown = [f'<a href="{link}">{n}</a>' for n, link in enumerate(links[:MOST_LINKS], start=1) if link]
    return f": {', '.join(shown)}" if shown else "."


async def notice(watch: Watch, duty: Duty) -> None:
    """Say in the chat that a message was held."""
    matter = await watch.matter(duty)
    if matter is not None and matter.case.restored_at is None:
        texts = Texts(matter.chat.language)
        rule = matter.decision.reasons[0]["rule"] if matter.decision.reasons else ""
        title = rule_words(rule, watch.book, texts)[0]
        with contextlib.suppress(NobodyThereError, RefusedError):
            await watch.calls.send_text(
                matter.chat.id,
                texts("group.held", name=matter.case.author_name, rule=title),
                thread=matter.case.thread_id,
                silent=True,
            )
    async with watch.database.writing() as session:
        await done(session, duty.id)


async def greet(watch: Watch, duty: Duty) -> None:
    """Introduce the bot: in a group there, for a channel to the person who added it."""
    async with watch.database.reading() as session:
        chat = await session.get(ChatRow, duty.chat_id)
    if chat is not None and chat.active and chat.greeted_at is None:
        target = chat.id if chat.kind != "channel" else chat.added_by
        with contextlib.suppress(NobodyThereError, RefusedError):
            if target is not None:
                await watch.calls.send_text(target, await _greeting(watch, chat, target))
    async with watch.database.writing() as session:
        row = await session.get(ChatRow, duty.chat_id)
        if row is not None:
            row.greeted_at = row.greeted_at or utcnow()
        await done(session, duty.id)


async def refuse(watch: Watch, duty: Duty) -> None:
    """Say that a stranger's chat is not watched, and leave."""
    async with watch.database.reading() as session:
        chat = await session.get(ChatRow, duty.chat_id)
    with contextlib.suppress(NobodyThereError, RefusedError):
        if chat is not None and chat.kind != "channel":
            await watch.calls.send_text(chat.id, Texts(chat.language)("greeting.refused"))
        await watch.chats.leave(duty.chat_id)
    async with watch.database.writing() as session:
        await done(session, duty.id)


async def _greeting(watch: Watch, chat: ChatRow, target: int) -> str:
    texts = await texts_for(watch, chat, target)
    kind = "channel" if chat.kind == "channel" else "group"
    parts = [texts(f"greeting.{kind}", title=chat.title)]
    try:
        hears, deletes = await watch.chats.own_rights(chat.id)
    except CallError:
        hears, deletes = True, True
    missing = [texts("greeting.cannot_hear")] if not hears else []
    missing += [texts("greeting.cannot_delete")] if not deletes else []
    return "\n\n".join([*parts, *missing, texts(f"greeting.{kind}_next")])
