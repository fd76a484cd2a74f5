"""The table of methods, and what nearly every one of them asks: which chat, which message, may I."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.sandbox import errors
from bot.sandbox.core import Core
from bot.sandbox.errors import BadRequestError, ForbiddenError
from bot.sandbox.models import Chat, Message
from bot.sandbox.params import Params

Method = Callable[[Core, Params], Awaitable[Any]]
METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Enter a function under the name of a Bot API method (case does not matter in calls)."""

    def enter(function: Method) -> Method:
        METHODS[name.lower()] = function
        return function

    return enter


def find_chat(core: Core, params: Params, name: str = "chat_id") -> Chat:
    """The chat which a parameter names.

    Raises:
        BadRequestError: there is none, or the group has become a supergroup.
    """
    chat = core.world.find_chat(params.text(name).strip())
    if chat is None:
        raise BadRequestError(errors.CHAT_NOT_FOUND)
    if chat.migrated_to is not None:
        raise BadRequestError(errors.MIGRATED, migrate_to_chat_id=chat.migrated_to)
    return chat


def writable_chat(core: Core, params: Params) -> Chat:
    """The chat of `chat_id`, if the bot may write there.

    Raises:
        ForbiddenError: blocked, never started, kicked, not a member.
        BadRequestError: no such chat, or no right to post in the channel.
    """
    chat = find_chat(core, params)
    if chat.user is not None:
        _check_person(chat)
    else:
        _check_room(core, chat)
    return chat


def _check_person(chat: Chat) -> None:
    if chat.user is None:
        return
    if chat.user.deactivated:
        raise ForbiddenError(errors.DEACTIVATED)
    if chat.user.blocked:
        raise ForbiddenError(errors.BLOCKED)
    if not chat.user.started:
        raise ForbiddenError(errors.NOT_STARTED)


def _check_room(core: Core, chat: Chat) -> None:
    member = chat.member(core.bot.id)
    if member.status == "kicked":
        raise ForbiddenError(_kicked_from(chat))
    if not chat.has(core.bot.id):
        raise ForbiddenError(_outside(chat))
    if chat.type == "channel" and not member.may("can_post_messages"):
        raise BadRequestError(errors.NO_RIGHTS_CHANNEL)


def _kicked_from(chat: Chat) -> str:
    return f"bot was kicked from the {chat.type} chat"


def _outside(chat: Chat) -> str:
    return f"bot is not a member of the {chat.type} chat"


def readable_chat(core: Core, params: Params, name: str = "chat_id") -> Chat:
    """The chat which a parameter names, if the bot is in it.

    Raises:
        ForbiddenError: the bot is not there.
        BadRequestError: no such chat.
    """
    chat = find_chat(core, params, name)
    if chat.user is None and not chat.has(core.bot.id):
        raise ForbiddenError(
            _kicked_from(chat) if chat.member(core.bot.id).status == "kicked" else _outside(chat)
        )
    return chat


def find_message(core: Core, chat: Chat, message_id: int, missing: str) -> Message:
    """A message of the chat.

    Raises:
        BadRequestError: it never was or is deleted; `missing` is what Telegram says then.
    """
    found = core.world.message(chat.id, message_id)
    if found is None:
        raise BadRequestError(missing)
    return found
