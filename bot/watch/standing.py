"""What the author of a message is in its chat, as far as the message itself tells."""

from collections.abc import Collection

from telegram import Message, MessageEntity
from telegram.constants import ChatID, ChatType

from bot.intake import Content
from bot.store.chats import ChatRow
from bot.watch.modes import Who


def who_wrote(message: Message, content: Content, chat: ChatRow, *, post_is_watched: bool) -> Who:
    """The author's standing; MEMBER stands for "a person, perhaps an administrator".

    Args:
        message: the message, or the first part of an album.
        content: what it holds.
        chat: the watched chat.
        post_is_watched: for the forward of a channel post: whether the bot sees the channel itself.
    """
    if not content.can_be_judged:
        return Who.SERVICE
    if _is_command(message):
        return Who.COMMAND
    if message.chat.type == ChatType.CHANNEL:
        return Who.DELETABLE_POST if chat.delete_posts else Who.POST
    if message.is_automatic_forward:
        return Who.FORWARDED_POST if post_is_watched else Who.POST
    return _writer(message, chat.exempt)


def _writer(message: Message, exempt: Collection[int]) -> Who:
    if message.sender_chat is not None:
        return Who.ANONYMOUS if message.sender_chat.id == message.chat.id else Who.AS_CHANNEL
    user = message.from_user
    if user is None:
        return Who.AS_CHANNEL
    if user.id in exempt:
        return Who.EXEMPT
    return Who.BOT if user.is_bot else Who.MEMBER


def _is_command(message: Message) -> bool:
    return any(entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0 for entity in message.entities)


def author_of(message: Message) -> tuple[int | None, str]:
    """Id and name of whoever stands over the message: a person, a channel, the group itself."""
    if message.sender_chat is not None:
        name = message.author_signature or message.sender_chat.effective_name or ""
        return message.sender_chat.id, name[:255]
    user = message.from_user
    if user is None or user.id in (ChatID.ANONYMOUS_ADMIN, ChatID.SERVICE_CHAT):
        return None, ""
    return user.id, user.full_name[:255]
