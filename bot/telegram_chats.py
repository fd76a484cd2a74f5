"""Calls to Telegram about chats: who administers them, forwarding, copying and deleting in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import ChatMember, ChatMemberAdministrator, InlineKeyboardMarkup
from telegram.constants import ParseMode

from bot.telegram_calls import Calls
from bot.telegram_retries import retried

_MANAGE = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)
_PRESENT = (*_MANAGE, ChatMember.MEMBER, ChatMember.RESTRICTED)


@dataclass(frozen=True, slots=True)
class Administrator:
    """An administrator of a chat; `may_delete` messages of others."""

    user_id: int
    name: str
    is_bot: bool
    may_delete: bool


class ChatCalls:
    """Groups and channels as the rest of the bot sees them. Every method raises as `retried`."""

    def __init__(self, calls: Calls) -> None:
        self._bot = calls.bot

    @property
    def bot_id(self) -> int:
        """The bot's own id."""
        return self._bot.id

    @property
    def bot_link(self) -> str:
        """Where people talk to the bot in private."""
        return self._bot.link

    async def administrators(self, chat_id: int) -> list[Administrator]:
        """The chat's administrators."""
        members = await retried(lambda: self._bot.get_chat_administrators(chat_id))
        return [_administrator(member) for member in members]

    async def is_administrator(self, chat_id: int, user_id: int) -> bool:
        """Whether a user administers the chat."""
        return (await self._member(chat_id, user_id)).status in _MANAGE

    async def is_member(self, chat_id: int, user_id: int) -> bool:
        """Whether a user is in the chat."""
        return (await self._member(chat_id, user_id)).status in _PRESENT

    async def own_rights(self, chat_id: int) -> tuple[bool, bool]:
        """Whether the bot hears every message there, and whether it may delete."""
        member = await self._member(chat_id, self._bot.id)
        hears = member.status in _MANAGE or bool(self._bot.bot.can_read_all_group_messages)
        return hears, _may_delete(member)

    async def _member(self, chat_id: int, user_id: int) -> ChatMember:
        return await retried(lambda: self._bot.get_chat_member(chat_id, user_id))

    async def forward(self, source: int, message_ids: Sequence[int], target: int) -> list[int]:
        """Forward messages; those that are gone or protected are missing in the result."""
        call = self._bot.forward_messages
        sent = await retried(lambda: call(target, source, list(message_ids), disable_notification=True))
        return [message.message_id for message in sent]

    async def copy(
        self, source: int, message_ids: Sequence[int], target: int, thread: int | None
    ) -> list[int]:
        """Send the contents of messages again, without their author."""
        call = self._bot.copy_messages
        sent = await retried(lambda: call(target, source, list(message_ids), message_thread_id=thread))
        return [message.message_id for message in sent]

    async def remove(self, chat_id: int, message_id: int) -> None:
        """Delete one message.

        Raises:
            CannotDeleteError: the bot has no right to.
            MessageGoneError: it is gone already.
        """
        await retried(lambda: self._bot.delete_message(chat_id, message_id))

    async def edit_caption(
        self, chat_id: int, message_id: int, caption: str, keyboard: InlineKeyboardMarkup | None
    ) -> None:
        """Replace the caption of a photo message."""
        call = self._bot.edit_message_caption
        await retried(
            lambda: call(
                chat_id, message_id, caption=caption, parse_mode=ParseMode.HTML, reply_markup=keyboard
            )
        )

    async def leave(self, chat_id: int) -> None:
        """Leave the chat."""
        await retried(lambda: self._bot.leave_chat(chat_id))


def _administrator(member: ChatMember) -> Administrator:
    user = member.user
    return Administrator(user.id, user.full_name, user.is_bot, _may_delete(member))


def _may_delete(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberAdministrator):
        return member.can_delete_messages
    return member.status == ChatMember.OWNER
