"""The small world: who exists, which chats there are, what was written."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from bot.sandbox.models import Chat, Json, Member, Message, User

ANONYMOUS_ADMIN = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
CHANNEL_BOT = User(136817688, "Channel", username="Channel_Bot", is_bot=True)
TELEGRAM = User(777000, "Telegram")
_FIRST_MESSAGE = 1_700_000_000


def _first_message_id() -> int:
    return int(time.time()) - _FIRST_MESSAGE


@dataclass
class World:
    """Users, chats and messages, all in memory.

    Message numbers begin at the clock, so that a bot with an older log does not meet known numbers.
    """

    bot: User
    users: dict[int, User] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    messages: dict[tuple[int, int], Message] = field(default_factory=dict)
    _people: Iterator[int] = field(default_factory=lambda: count(500_000_001))
    _rooms: Iterator[int] = field(default_factory=lambda: count(4_000_000_001))
    _small_chats: int = field(default_factory=_first_message_id)

    def __post_init__(self) -> None:
        """Make the bot known, and those who stand in for others."""
        for user in (self.bot, ANONYMOUS_ADMIN, CHANNEL_BOT, TELEGRAM):
            self.users[user.id] = user

    def add_user(self, user: User) -> User:
        """Let a person in, with a private chat; id 0 means the next free one."""
        user.id = user.id or next(self._people)
        self.users[user.id] = user
        if not user.is_bot:
            self.chats[user.id] = Chat(user.id, "private", user=user, last_message_id=0)
        return user

    def add_chat(self, kind: str, title: str, chat_id: int = 0) -> Chat:
        """Open a group, supergroup or channel; id 0 means the next free one."""
        number = next(self._rooms)
        chat_id = chat_id or (-number if kind == "group" else -1_000_000_000_000 - number)
        chat = Chat(chat_id, kind, title, last_message_id=_first_message_id())
        self.chats[chat_id] = chat
        return chat

    def adopt_bot(self, bot_id: int) -> None:
        """Give the bot the id which stands in its token; memberships and messages follow."""
        old, self.bot.id = self.bot.id, bot_id
        self.users[bot_id] = self.users.pop(old)
        for chat in self.chats.values():
            if old in chat.members:
                chat.members[bot_id] = chat.members.pop(old)

    def find_chat(self, name: str) -> Chat | None:
        """A chat by its id or @username."""
        if name.startswith("@"):
            return next((chat for chat in self.chats.values() if f"@{chat.username}" == name), None)
        return self.chats.get(int(name)) if name.lstrip("-").isdigit() else None

    def next_message_id(self, chat: Chat) -> int:
        """Private chats and groups share one row of numbers; other chats have their own, as in Telegram."""
        if chat.type in ("private", "group"):
            self._small_chats += 1
            chat.last_message_id = self._small_chats
        else:
            chat.last_message_id += 1
        return chat.last_message_id

    def keep(self, message: Message) -> Message:
        """Store a new message."""
        self.messages[message.chat_id, message.id] = message
        return message

    def message(self, chat_id: int, message_id: int) -> Message | None:
        """A message that exists and is not deleted."""
        found = self.messages.get((chat_id, message_id))
        return None if found is None or found.deleted else found

    def of_chat(self, chat_id: int) -> list[Message]:
        """The messages of a chat which are not deleted, oldest first."""
        return [item for item in self.messages.values() if item.chat_id == chat_id and not item.deleted]

    def member_json(self, chat: Chat, user_id: int) -> Json:
        """Telegram's `ChatMember` of a user who may never have been in the chat."""
        return self.member_of(chat, user_id).to_json(self.users[user_id], chat.type)

    def member_of(self, chat: Chat, user_id: int) -> Member:
        """The standing of a user, in private chats too."""
        if chat.is_private:
            return Member("member" if user_id in (chat.id, self.bot.id) else "left")
        return chat.member(user_id)
