"""The buttons under a report: the first decision counts, and the report says whose it was."""

from telegram import CallbackQuery, Update, User
from telegram.ext import CallbackQueryHandler

from bot.handlers.context import Context, Handlers
from bot.store import duties
from bot.store.audit import record
from bot.store.cases import Case, case_of_report, close
from bot.store.chats import ChatRow
from bot.telegram_errors import CallError
from bot.watch.modes import Who, may_delete

_CANCELS = {
    "right": (),
    "false": ("hold", "warn", "notice"),
    "restore": ("hold", "notice"),
    "delete": ("hold", "warn"),
}


def handlers() -> Handlers:
    """The handlers of this subject."""
    return [CallbackQueryHandler(decide, pattern=r"^case:\d{1,18}:(right|false|restore|delete|ask)$")]


async def decide(update: Update, context: Context) -> None:
    """Take a reviewer's decision, if the button is real and the presser may."""
    query = update.callback_query
    if query is None or query.message is None or not query.data:
        return
    _, number, what = query.data.split(":")
    texts, house = await context.texts(query.from_user), context.house
    async with house.database.reading() as session:
        message = query.message
        case = await case_of_report(session, int(number), message.chat.id, message.message_id)
    if case is None:
        await house.calls.answer_button(query, texts("report.gone_report"))
        return
    if not await _may_review(context, query, case):
        await house.calls.answer_button(query, texts("report.not_yours"))
        return
    answer, values = await _decided(context, case.id, what, query.from_user)
    house.steward.wake()
    await house.calls.answer_button(query, texts(answer, **values))


async def _may_review(context: Context, query: CallbackQuery, case: Case) -> bool:
    """Whether the presser is in the reviewers' chat, or still administers the chat that the case is about."""
    user, watch = query.from_user, context.house.watch
    if query.message is None:
        return False
    if query.message.chat.id == user.id:
        return bool(await watch.administrators.may_manage(case.chat_id, user.id))
    try:
        return await watch.chats.is_member(query.message.chat.id, user.id)
    except CallError:
        return False


async def _decided(context: Context, case_id: int, what: str, user: User) -> tuple[str, dict[str, str]]:
    """What the presser is told, with its values."""
    async with context.house.database.writing() as session:
        case = await session.get_one(Case, case_id)
        chat = await session.get(ChatRow, case.chat_id)
        if case.outcome is not None:
            return "report.late", {"name": case.decided_name or "Adep"}
        if what == "delete" and not may_delete(Who(case.standing)):
            return "held.administrator", {}
        agency = chat.agency_id if chat else None
        kind = "case.asked" if what == "ask" else "case.decided"
        await record(session, kind, actor_id=user.id, agency_id=agency, subject_id=case.id, outcome=what)
        duties.owe(session, "mark", case.chat_id, case_id=case.id)
        if what == "ask":
            if case.asked_by_name is None:
                case.asked_by_name = user.full_name[:255]
                duties.owe(session, "ask", case.chat_id, case_id=case.id)
            return "report.taken", {}
        await close(session, case, what, by=user.id, name=user.full_name)
        await duties.cancel(session, case.id, _CANCELS[what])
        if what == "delete":
            duties.owe(session, "delete", case.chat_id, case_id=case.id)
        elif what in ("false", "restore") and case.deleting_at is not None:
            duties.owe(session, "restore", case.chat_id, case_id=case.id)
    return "report.taken", {}
