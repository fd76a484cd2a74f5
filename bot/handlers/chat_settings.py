"""/settings and /mode in a chat, /chats in private: only its administrators change a chat's settings.

Telegram is asked at each press: a button may be old, its data forged, its presser no administrator any more.
"""

from telegram import CallbackQuery, Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.handlers.chat_panel import QUIET_HOURS, panel, rules_page
from bot.handlers.chat_rows import bind_agency, chat_row, may_command, may_press, say
from bot.handlers.context import Context, Handlers
from bot.store.audit import record
from bot.store.chats import SENSITIVITIES, ChatRow, get_chat
from bot.telegram_errors import CallError
from bot.texts import LANGUAGES, Texts
from bot.watch.modes import Mode

_PATTERN = r"^set:-?\d{1,16}:(open|rules|rule|mode|sens|lang|quiet|reviewers|posts):[\w.-]*$"


def handlers() -> Handlers:
    """The commands in a group, and the buttons."""
    return [
        CommandHandler("settings", settings, filters.UpdateType.MESSAGE),
        CommandHandler("mode", mode, filters.UpdateType.MESSAGE),
        *buttons(),
    ]


def buttons() -> Handlers:
    """The buttons alone: they work in private as well."""
    return [CallbackQueryHandler(pressed, pattern=_PATTERN)]


async def settings(update: Update, context: Context) -> None:
    """Show the settings with buttons."""
    message = update.effective_message
    if message is not None and await may_command(context, message):
        await bind_agency(context, await chat_row(context, message.chat), message.from_user)
        await _show(context, message)


async def _show(context: Context, message: Message) -> None:
    row = await chat_row(context, message.chat)
    words, keyboard = panel(row, await _reviewers_of(context, row), Texts(row.language))
    await say(context, message, words, keyboard=keyboard)


async def mode(update: Update, context: Context) -> None:
    """Set the mode that the command names, or show the settings."""
    message = update.effective_message
    if message is None or not await may_command(context, message):
        return
    wanted = (context.args or [""])[0].lower()
    if wanted not in set(Mode):
        await _show(context, message)
        return
    row = await chat_row(context, message.chat)
    refusal = await _why_not(context, row, wanted)
    texts = Texts(row.language)
    if refusal:
        await say(context, message, texts(refusal))
        return
    actor = message.from_user.id if message.from_user and not message.sender_chat else None
    await _change(context, row.id, actor, mode=wanted)
    await say(context, message, texts("mode.done", mode=texts(f"mode.{wanted}")))


async def pressed(update: Update, context: Context) -> None:
    """Change a setting, or turn a page, if whoever presses administers the chat."""
    query = update.callback_query
    if query is None or not query.data:
        return
    _, number, field, value = query.data.split(":")
    chat_id = int(number)
    if not await may_press(context, query, chat_id):
        return
    async with context.house.database.reading() as session:
        row = await get_chat(session, chat_id)
    if row is None or not row.active:
        await context.house.calls.answer_button(
            query, (await context.texts(query.from_user))("settings.gone")
        )
        return
    await bind_agency(context, row, query.from_user)
    refusal = await _why_not(context, row, value) if field == "mode" else ""
    if refusal:
        words = (await context.texts(query.from_user))(refusal)
        await context.house.calls.answer_button(query, words, alert=True)
        return
    changes = _changes(row, field, value)
    if changes:
        await _change(context, chat_id, query.from_user.id, **changes)
    await context.house.calls.answer_button(query)
    await _turn(context, query, chat_id, rules=field in ("rules", "rule"))


async def _turn(context: Context, query: CallbackQuery, chat_id: int, *, rules: bool) -> None:
    async with context.house.database.reading() as session:
        row = await get_chat(session, chat_id)
    if row is None or query.message is None:
        return
    private = query.message.chat.id == query.from_user.id
    texts = await context.texts(query.from_user) if private else Texts(row.language)
    if rules:
        words, keyboard = rules_page(row, context.house.book, texts)
    else:
        words, keyboard = panel(row, await _reviewers_of(context, row), texts)
    await context.house.calls.replace_text(query.message.chat.id, query.message.message_id, words, keyboard)


async def _why_not(context: Context, row: ChatRow, wanted: str) -> str:
    """The key of the reason why a mode cannot be chosen now; empty: it can."""
    if wanted != Mode.HOLD or row.mode == Mode.HOLD:
        return ""
    if row.reviewers_id is None:
        return "mode.needs_reviewers"
    try:
        _, deletes = await context.house.watch.chats.own_rights(row.id)
    except CallError:
        return "group.cannot_ask"
    return "" if deletes else "mode.needs_right"


async def _reviewers_of(context: Context, row: ChatRow) -> str:
    if row.reviewers_id is None:
        return ""
    async with context.house.database.reading() as session:
        reviewers = await get_chat(session, row.reviewers_id)
    return (reviewers.title if reviewers else "") or str(row.reviewers_id)


def _changes(row: ChatRow, field: str, value: str) -> dict[str, object]:
    """The columns that a button changes; empty for a value that no button of ours has."""
    simple = {
        "mode": ("mode", tuple(Mode)),
        "sens": ("sensitivity", SENSITIVITIES),
        "lang": ("language", LANGUAGES),
    }
    if field in simple:
        column, allowed = simple[field]
        return {column: value} if value in allowed else {}
    if field == "quiet" and value in QUIET_HOURS:
        start, _, end = value.partition("-")
        return {"quiet_from": int(start) if start else None, "quiet_to": int(end) if end else None}
    if field == "posts":
        return {"delete_posts": value == "on"}
    if field == "reviewers" and value == "off":
        return {"reviewers_id": None, **({"mode": Mode.WARN} if row.mode == Mode.HOLD else {})}
    if field == "rule":
        code, _, state = value.rpartition(".")
        kept = [other for other in row.rules_off if other != code]
        return {"rules_off": [*kept, code] if state == "off" else kept}
    return {}


async def _change(context: Context, chat_id: int, actor: int | None, **changes: object) -> None:
    async with context.house.database.writing() as session:
        row = await session.get_one(ChatRow, chat_id)
        before = {column: getattr(row, column) for column in changes}
        for column, value in changes.items():
            setattr(row, column, value)
        if before != changes:
            await record(
                session,
                "chat.setting",
                actor_id=actor,
                agency_id=row.agency_id,
                subject_id=chat_id,
                before=before,
                after=changes,
            )
