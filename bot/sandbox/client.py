"""What holds for everything a person does: in which chat, with which message, whether it is possible."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.core import Core
from bot.sandbox.models import Chat, Json, Message, User
from bot.sandbox.posting import post

Place = Chat | int | None
Target = Json | int | None
NO_CHAT = "there is no such chat"
NO_MESSAGE = "there is no such message"
BLOCKED = "the person has blocked the bot, or it is another person's chat"
OUTSIDE = "the person is not in the chat"
READER = "only administrators post in a channel"
FOREIGN = "only own messages can be edited"


class NotPossibleError(ValueError):
    """A person's client would not offer this."""


@dataclass
class Client:
    """A user's client. `chat` in methods is a chat, its id, or None for the private chat with the bot."""

    core: Core = field(repr=False)
    user: User

    @property
    def id(self) -> int:
        """The user's id, which is the private chat's id too."""
        return self.user.id

    @property
    def private(self) -> Chat:
        """The private chat with the bot."""
        return self.core.world.chats[self.user.id]

    def chat(self, place: Place) -> Chat:
        """The chat which is meant.

        Raises:
            NotPossibleError: there is none.
        """
        found = place if isinstance(place, Chat) else self.core.world.chats.get(place or self.user.id)
        if found is None:
            raise NotPossibleError(NO_CHAT)
        return found

    async def send(
        self,
        chat: Place,
        content: Json,
        *,
        reply_to: Target = None,
        thread: int = 0,
        as_chat: Place = None,
        **extra: Any,
    ) -> Json:
        """Send ready message content; the message is returned as Telegram's JSON.

        Raises:
            NotPossibleError: not in the chat, no right to post, or the bot is blocked.
        """
        room = self.chat(chat)
        self._check(room)
        reply = self.stored(room, reply_to) if reply_to else None
        mask = self.chat(as_chat) if as_chat else None
        content = content | extra
        return post(self.core, room, self.user, content, reply_to=reply, thread=thread, as_chat=mask).json

    def _check(self, chat: Chat) -> None:
        if chat.is_private:
            if self.user.blocked or chat.id != self.user.id:
                raise NotPossibleError(BLOCKED)
            self.user.started = True
        elif not chat.has(self.user.id) or chat.migrated_to:
            raise NotPossibleError(OUTSIDE)
        elif chat.type == "channel" and not chat.member(self.user.id).may("can_post_messages"):
            raise NotPossibleError(READER)

    def stored(self, chat: Chat, target: Json | int) -> Message:
        """A message which exists.

        Raises:
            NotPossibleError: it does not.
        """
        number = target if isinstance(target, int) else int(target["message_id"])
        found = self.core.world.message(chat.id, number)
        if found is None:
            raise NotPossibleError(NO_MESSAGE)
        return found

    def own(self, message: Json) -> Message:
        """A message which the person may edit.

        Raises:
            NotPossibleError: it is somebody else's, or gone.
        """
        chat = self.chat(message["chat"]["id"])
        stored = self.stored(chat, message)
        shared = chat.type == "channel" and chat.member(self.user.id).is_admin
        if stored.author_id != self.user.id and not shared:
            raise NotPossibleError(FOREIGN)
        return stored
