"""What every handler is given: the house, the arrival, the reader's language."""

import contextlib
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from telegram import Message, Update, User
from telegram.ext import Application, BaseHandler, CallbackContext, ExtBot

from bot.house import House
from bot.inbox import Arrival
from bot.store import users
from bot.store.members import Membership, role_of
from bot.telegram_errors import CallError
from bot.texts import Texts, language_of

Data: TypeAlias = dict[str, Any]
Handlers: TypeAlias = "list[BaseHandler[Update, Context, Any]]"


@dataclass
class Work:
    """The arrival that is being handled, and what went wrong with it."""

    arrival: Arrival
    updates: list[Update]
    errors: list[Exception] = field(default_factory=list)


# python-telegram-bot gives a handler one update; an album is several.
current_work: ContextVar[Work] = ContextVar("current_work")


class Context(CallbackContext[ExtBot[None], Data, Data, Data]):
    """python-telegram-bot's context with the house."""

    @property
    def house(self) -> House:
        """The parts of the running bot."""
        house = self.application.bot_data["house"]
        assert isinstance(house, House)  # noqa: S101 - for mypy
        return house

    async def texts(self, user: User) -> Texts:
        """The words in the person's language."""
        async with self.house.database.reading() as session:
            choice = await users.choice_of(session, user.id)
        default = self.house.settings.default_language
        return Texts(choice.language or language_of(user.language_code, default))

    async def membership(self, user: User) -> Membership | None:
        """The person's agency and role; None for a stranger."""
        async with self.house.database.reading() as session:
            return await role_of(session, user.id, self.house.settings.admin_ids)

    async def may_send_drafts(self, user: User) -> bool:
        """Whether the person's drafts are judged."""
        return self.house.settings.open_access or await self.membership(user) is not None

    async def tell(self, user_id: int, key: str, *, role: str = "", **values: object) -> None:
        """Send somebody else a message in their language; nobody there, or no network, is no error.

        `role` is put into their words for it.
        """
        async with self.house.database.reading() as session:
            choice = await users.choice_of(session, user_id)
        texts = Texts(choice.language or self.house.settings.default_language)
        if role:
            values["role"] = texts(f"role.{role}")
        with contextlib.suppress(CallError):
            await self.house.calls.send_text(user_id, texts(key, **values))

    async def reply(self, message: Message, text: str, **options: Any) -> int:
        """Answer in the chat of a message; returns the id of the answer."""
        return await self.house.calls.send_text(message.chat_id, text, **options)


App: TypeAlias = Application[ExtBot[None], Context, Data, Data, Data, None]


def sender(update: Update) -> tuple[Message, User]:
    """The message and who sent it; handlers are only called where both are."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        raise ValueError("an update without a message or a sender")
    return message, user
