"""The commissioner's side of a case: take, give back, decide with a comment; /appeals, the queue."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot import cases
from bot.case_words import queue_line
from bot.handlers.answers import Given
from bot.handlers.context import Context, Handlers, current_work
from bot.handlers.rights import Asker, asker_with, pressed
from bot.store import inbox, questions
from bot.store.appeals import Appeal, get_appeal, open_appeals
from bot.store.members import Membership, members_of
from bot.store.notices import owe
from bot.texts import Texts

MOST_SHOWN = 30
BUTTONS_A_ROW = 5
_WITHOUT_COMMENT = ("upheld", "overturned")


def handlers() -> Handlers:
    """The handlers of this subject."""
    outcomes = "|".join(cases.OUTCOMES)
    return [
        CommandHandler("appeals", queue),
        CallbackQueryHandler(opened, pattern=r"^appeal:\d{1,9}:open$"),
        CallbackQueryHandler(taken, pattern=r"^appeal:\d{1,9}:take$"),
        CallbackQueryHandler(released, pattern=r"^appeal:\d{1,9}:release$"),
        CallbackQueryHandler(outcome_chosen, pattern=rf"^appeal:\d{{1,9}}:({outcomes})$"),
        CallbackQueryHandler(
            closed_plainly, pattern=rf"^appeal:\d{{1,9}}:({'|'.join(_WITHOUT_COMMENT)}):plain$"
        ),
    ]


def _sees_queue(membership: Membership) -> bool:
    return membership.reviews or membership.manages


def _reviews(membership: Membership) -> bool:
    return membership.reviews


async def queue(update: Update, context: Context) -> None:
    """List the open cases of the agency with their ages; commissioners can open them."""
    asker = await asker_with(update, context, _sees_queue)
    if asker is None:
        return
    agency_id = asker.membership.agency_id
    async with context.house.database.reading() as session:
        waiting = await open_appeals(session, agency_id)
        names = {m.user_id: m.name for m in await members_of(session, agency_id)}
    title = asker.texts.plural("appeals.title", len(waiting))
    lines = [queue_line(appeal, names, asker.texts) for appeal in waiting[:MOST_SHOWN]]
    keyboard = _numbers(waiting[:MOST_SHOWN]) if waiting and asker.membership.reviews else None
    await context.reply(asker.message, "\n".join((title, *lines)), keyboard=keyboard)


def _numbers(waiting: Sequence[Appeal]) -> InlineKeyboardMarkup:
    buttons = [InlineKeyboardButton(f"№ {a.id}", callback_data=f"appeal:{a.id}:open") for a in waiting]
    return InlineKeyboardMarkup(
        [buttons[i : i + BUTTONS_A_ROW] for i in range(0, len(buttons), BUTTONS_A_ROW)]
    )


async def opened(update: Update, context: Context) -> None:
    """Send the case to the commissioner who presses its number."""
    asker = await asker_with(update, context, _reviews)
    if asker is None:
        return
    async with context.house.database.writing() as session:
        appeal = await _case(session, asker, update)
        notices = await owe(session, "case", appeal.id, [asker.user.id]) if appeal else []
    if appeal is None:
        await context.reply(asker.message, asker.texts("petition.gone"))
    context.house.messenger.queue(notices)


async def taken(update: Update, context: Context) -> None:
    """Make the commissioner the one who decides; the others see it."""
    asker = await asker_with(update, context, _reviews)
    if asker is None:
        return
    async with context.house.database.writing() as session:
        appeal = await _case(session, asker, update)
        done = appeal is not None and await cases.take(session, appeal, asker.user.id)
    await _changed(context, asker, appeal, done=done)


async def released(update: Update, context: Context) -> None:
    """Give the case back to the queue."""
    asker = await asker_with(update, context, _reviews)
    if asker is None:
        return
    async with context.house.database.writing() as session:
        appeal = await _case(session, asker, update)
        done = appeal is not None and await cases.release(session, appeal, asker.user.id)
    await _changed(context, asker, appeal, done=done)


async def outcome_chosen(update: Update, context: Context) -> None:
    """Ask for the comment."""
    asker = await asker_with(update, context, _reviews)
    if asker is None:
        return
    outcome = pressed(update)[1]
    async with context.house.database.writing() as session:
        appeal = await _case(session, asker, update)
        mine = appeal is not None and appeal.outcome is None and appeal.taken_by == asker.user.id
        if mine and appeal is not None:
            await questions.ask(session, asker.user.id, outcome, appeal.id)
    if not mine or appeal is None:
        await _changed(context, asker, appeal, done=False)
        return
    words = asker.texts("petition.comment", outcome=asker.texts(f"outcome.{outcome}"), number=appeal.id)
    await context.reply(asker.message, words, keyboard=_comment_buttons(appeal.id, outcome, asker.texts))


def _comment_buttons(number: int, outcome: str, texts: Texts) -> InlineKeyboardMarkup:
    cancel = InlineKeyboardButton(texts("question.cancel"), callback_data="question:cancel")
    if outcome not in _WITHOUT_COMMENT:
        return InlineKeyboardMarkup([[cancel]])
    plain = InlineKeyboardButton(texts("petition.plain"), callback_data=f"appeal:{number}:{outcome}:plain")
    return InlineKeyboardMarkup([[plain], [cancel]])


async def closed_plainly(update: Update, context: Context) -> None:
    """Decide the case without a comment."""
    asker = await asker_with(update, context, _reviews)
    if asker is not None:
        number, outcome, _ = pressed(update)
        await _close(context, asker, int(number), outcome, "")


async def comment_given(given: Given, context: Context) -> None:
    """Decide the case with the comment that was asked for."""
    membership, texts = await context.membership(given.user), await context.texts(given.user)
    if membership is None or not membership.reviews:
        await context.reply(given.message, texts("rights.none"))
        return
    asker = Asker(given.message, given.user, texts, membership)
    await _close(context, asker, given.subject_id, given.kind, given.text)


async def _close(context: Context, asker: Asker, number: int, outcome: str, comment: str) -> None:
    async with context.house.database.writing() as session:
        await questions.forget(session, asker.user.id)
        await inbox.finish(session, current_work.get().arrival.rows)
        appeal = await get_appeal(session, asker.membership.agency_id, number)
        done = appeal is not None and await cases.close(session, appeal, asker.user.id, outcome, comment)
        notices = await owe(session, "closed", number, [appeal.author_id]) if appeal and done else []
    context.house.messenger.queue(notices)
    if appeal is not None and done:
        await context.reply(asker.message, asker.texts("petition.done", number=number))
    await _changed(context, asker, appeal, done=done)


async def _case(session: AsyncSession, asker: Asker, update: Update) -> Appeal | None:
    """The case of the pressed button, if it is of the commissioner's own agency and not their own."""
    appeal = await get_appeal(session, asker.membership.agency_id, int(pressed(update)[0]))
    return appeal if appeal is not None and appeal.author_id != asker.user.id else None


async def _changed(context: Context, asker: Asker, appeal: Appeal | None, *, done: bool) -> None:
    """Show the case as it is now; say so if the commissioner came too late."""
    if appeal is None:
        await context.reply(asker.message, asker.texts("petition.gone"))
        return
    if not done:
        await context.reply(asker.message, asker.texts("petition.not_yours", number=appeal.id))
    context.house.messenger.refresh(appeal.id)
