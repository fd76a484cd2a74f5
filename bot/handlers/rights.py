"""Who may do what: a command or a button of somebody without the right changes nothing and says so."""

from collections.abc import Callable
from dataclasses import dataclass

from telegram import Message, Update, User

from bot.handlers.context import Context, sender
from bot.store.members import Membership
from bot.texts import Texts


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody with the right to what they ask for."""

    message: Message
    user: User
    texts: Texts
    membership: Membership

    @property
    def arguments(self) -> list[str]:
        """The words after a command."""
        return (self.message.text or "").split()[1:]


async def asker_with(update: Update, context: Context, right: Callable[[Membership], bool]) -> Asker | None:
    """Whoever sent the command or pressed the button, if they have the right; else they are told."""
    message, user = sender(update)
    texts, membership = await context.texts(user), await context.membership(user)
    query = update.callback_query
    allowed = membership is not None and right(membership)
    if query is not None:
        await context.house.calls.answer_button(query, "" if allowed else texts("rights.none"))
    elif not allowed:
        await context.reply(message, texts("rights.none"))
    return Asker(message, user, texts, membership) if membership is not None and allowed else None


def manages(membership: Membership) -> bool:
    """The right of an agency's administrator and of an owner."""
    return membership.manages


def owns(membership: Membership) -> bool:
    """The right of an owner."""
    return membership.is_owner


def pressed(update: Update) -> list[str]:
    """The parts of the pressed button's data after its name, which are split by colons."""
    query = update.callback_query
    return (query.data or "").split(":")[1:] if query is not None else []
