"""Answers to what the bot asked: the next short text of a person with whom a question is open."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Message, Update, User
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.cases import LONGEST_SENTENCE
from bot.handlers.context import Context, Handlers, sender
from bot.store.base import storable
from bot.store.questions import open_question

_ANSWER = (
    filters.TEXT
    & ~filters.COMMAND
    & ~filters.FORWARDED
    & filters.UpdateType.MESSAGE
    & filters.ChatType.PRIVATE
)


@dataclass(frozen=True, slots=True)
class Given:
    """An answer.

    Attributes:
        kind: what was asked.
        subject_id: what it was asked about.
    """

    message: Message
    user: User
    kind: str
    subject_id: int
    text: str


Take = Callable[[Given, Context], Awaitable[None]]


def handlers(takers: dict[str, Take]) -> Handlers:
    """The handler that goes before all others; `takers` by the kind of the question."""

    async def answered(update: Update, context: Context) -> None:
        message, user = sender(update)
        text = storable(message.text or "").strip()
        async with context.house.database.reading() as session:
            question = await open_question(session, user.id)
        # A long text is a draft: nobody explains a doubt in 1,000 characters.
        if question is None or question.kind not in takers or len(text) > LONGEST_SENTENCE:
            return
        await takers[question.kind](Given(message, user, question.kind, question.subject_id, text), context)
        raise ApplicationHandlerStop

    return [MessageHandler(_ANSWER, answered)]
