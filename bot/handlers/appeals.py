"""The author's side of a case: «I disagree», «ask the commissioner», and the sentence that goes with it."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler

from bot.cases import deciders, open_case
from bot.handlers.answers import Given
from bot.handlers.buttons import own_decision
from bot.handlers.context import Context, Handlers, current_work, sender
from bot.store import inbox, questions
from bot.store.appeals import Appeal, appeal_about
from bot.store.decisions import DecisionRow, get_decision
from bot.store.notices import owe
from bot.texts import Texts

# By button: the kind of the case, the question, and what is said where nobody can decide it.
_BUTTONS = {
    "ask": ("doubt", "appeals.ask_doubt", "ask.text"),
    "disagree": ("disagree", "appeals.ask_disagree", "disagree.text"),
}


def handlers() -> Handlers:
    """The handlers of this subject."""
    return [
        CallbackQueryHandler(begin, pattern=r"^(ask|disagree):\d{1,18}$"),
        CallbackQueryHandler(cancelled, pattern=r"^question:cancel$"),
    ]


async def begin(update: Update, context: Context) -> None:
    """Ask for a sentence; where there is no commissioner, say whom to turn to."""
    message, user = sender(update)
    texts = await context.texts(user)
    query, decision = update.callback_query, await own_decision(update, context)
    if decision is None or query is None:
        await context.reply(message, texts("details.gone"), reply_to=message.message_id)
        return
    kind, question, explanation = _BUTTONS[(query.data or "").partition(":")[0]]
    membership = await context.membership(user)
    async with context.house.database.writing() as session:
        at_home = membership is not None and membership.agency_id == decision.agency_id
        reviewers = await deciders(session, decision.agency_id or 0, user.id) if at_home else []
        known = await appeal_about(session, decision.id)
        asks = bool(reviewers) and known is None and decision.text_redacted_at is None
        if asks:
            await questions.ask(session, user.id, kind, decision.id)
    if asks:
        await context.reply(
            message,
            texts(question),
            reply_to=message.message_id,
            keyboard=cancel(texts),
        )
        return
    words = _known(known, texts) if known and reviewers else texts(explanation)
    await context.reply(message, words, reply_to=message.message_id)


def cancel(texts: Texts) -> InlineKeyboardMarkup:
    """The button under a question."""
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(texts("question.cancel"), callback_data="question:cancel")]]
    )


async def cancelled(update: Update, context: Context) -> None:
    """Wait for no answer any more."""
    message, user = sender(update)
    if update.callback_query:
        await context.house.calls.answer_button(update.callback_query)
    async with context.house.database.writing() as session:
        await questions.forget(session, user.id)
    texts = await context.texts(user)
    await context.house.calls.replace_text(message.chat_id, message.message_id, texts("question.cancelled"))


async def sentence_given(given: Given, context: Context) -> None:
    """Open the case and send it to the commissioners, all in one transaction."""
    house = context.house
    texts = await context.texts(given.user)
    async with house.database.writing() as session:
        await questions.forget(session, given.user.id)
        await inbox.finish(session, current_work.get().arrival.rows)
        decision = await get_decision(session, given.subject_id)
        reviewers = await _reviewers_now(context, given, decision)
        appeal = None
        if decision is not None and reviewers and decision.text_redacted_at is None:
            appeal = await open_case(session, decision, given.kind, given.text, texts.language)
        notices = []
        if appeal is not None:
            notices = await owe(session, "case", appeal.id, reviewers)
            notices += await owe(session, "opened", appeal.id, [given.user.id])
    if appeal is None:
        await context.reply(given.message, texts("appeals.not_sent"))
    house.messenger.queue(notices)


async def _reviewers_now(context: Context, given: Given, decision: DecisionRow | None) -> list[int]:
    membership = await context.membership(given.user)
    if decision is None or membership is None or decision.user_id != given.user.id:
        return []
    if membership.agency_id != decision.agency_id:
        return []
    async with context.house.database.reading() as session:
        return await deciders(session, membership.agency_id, given.user.id)


def _known(appeal: Appeal, texts: Texts) -> str:
    key = "appeals.already_open" if appeal.outcome is None else "appeals.already_closed"
    return texts(key, number=appeal.id)
