"""People of the sandbox: what a person does in a Telegram client, as Python methods."""

import asyncio
import mimetypes
import secrets
from dataclasses import dataclass
from typing import Any

from bot.sandbox import membership
from bot.sandbox.core import Core
from bot.sandbox.entities import find_entities, utf16_length
from bot.sandbox.files import Upload, file_content
from bot.sandbox.html_entities import parse_html
from bot.sandbox.kinds import data_kind, file_kind
from bot.sandbox.models import Chat, Json, Message, User
from bot.sandbox.posting import change, content_of, origin, post, remove
from bot.sandbox.presses import press

Place = Chat | int | None
Target = Json | int | None


class NotPossibleError(ValueError):
    """A person's client would not offer this."""


@dataclass
class Person:
    """A user with hands. `chat` in methods is a chat, its id, or None for the private chat with the bot."""

    core: Core
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
            raise NotPossibleError(_NO_CHAT)
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
        reply = self._message(room, reply_to) if reply_to else None
        mask = self.chat(as_chat) if as_chat else None
        content = content | extra
        return post(self.core, room, self.user, content, reply_to=reply, thread=thread, as_chat=mask).json

    async def start(self, payload: str = "") -> Json:
        """Press «Start» in the private chat."""
        return await self.send_text(None, f"/start {payload}".strip())

    async def send_text(
        self,
        chat: Place,
        text: str,
        *,
        entities: list[Json] | None = None,
        html: bool = False,
        **options: Any,
    ) -> Json:
        """Send a text of 1 to 4,096 characters; `html` reads it as Telegram's HTML."""
        return await self.send(chat, _text("text", text, entities, html=html), **options)

    async def send_photo(self, chat: Place, data: bytes, *, caption: str = "", **options: Any) -> Json:
        """Send a picture as a photo: made JPEG, in several sizes."""
        content = await asyncio.to_thread(self.core.files.photo, data)
        return await self.send(chat, content | self._caption(caption, options), **options)

    async def send_document(
        self,
        chat: Place,
        data: bytes,
        *,
        name: str = "file.pdf",
        mime: str = "",
        caption: str = "",
        **options: Any,
    ) -> Json:
        """Send bytes as a file; `file_size` claims another size."""
        size = {"file_size": options.pop("file_size")} if "file_size" in options else {}
        upload = Upload(data, name, mime or _mime(name))
        content = await asyncio.to_thread(file_content, self.core.files, "document", upload, **size)
        return await self.send(chat, content | self._caption(caption, options), **options)

    async def send_album(
        self, chat: Place, items: list[bytes | Upload], *, caption: str = "", **options: Any
    ) -> list[Json]:
        """Send 2 to 10 pictures (bytes) or files (`Upload`) as one album; the caption is the first one's."""
        group = {"media_group_id": str(secrets.randbits(53))}
        sent = []
        for number, item in enumerate(items):
            content = await asyncio.to_thread(self._album_item, item)
            words = self._caption(caption if number == 0 else "", options)
            sent.append(await self.send(chat, content | words | group, **options))
        return sent

    def _album_item(self, item: bytes | Upload) -> Json:
        if isinstance(item, bytes):
            return self.core.files.photo(item)
        kind = "video" if item.mime.startswith("video/") else "document"
        details = {"width": 640, "height": 360, "duration": 5} if kind == "video" else {}
        return file_content(self.core.files, kind, item, **details)

    async def send_kind(
        self, chat: Place, kind: str, data: bytes = b"\x00" * 64, *, caption: str = "", **options: Any
    ) -> Json:
        """Send voice, audio, video, video_note, animation, sticker; `thumbnail` may be bytes."""
        details = {key: options.pop(key) for key in ("thumbnail", "file_size", "duration") if key in options}
        content = await asyncio.to_thread(file_kind, self.core.files, kind, data, **details)
        return await self.send(chat, content | self._caption(caption, options), **options)

    async def send_data(self, chat: Place, kind: str, **details: Any) -> Json:
        """Send poll (`question`, `options`), location, venue, contact, dice or story."""
        passed = {key: details.pop(key) for key in ("reply_to", "thread", "as_chat") if key in details}
        return await self.send(chat, data_kind(kind, self.user, **details), **passed)

    async def edit(self, message: Json, text: str, *, html: bool = False) -> Json:
        """Edit an own message: its text, or the caption of a picture or file."""
        stored = self._own(message)
        kind = "text" if "text" in stored.json else "caption"
        replaced = (kind, "entities", "caption_entities")
        content = content_of(stored, keep_origin=True)
        kept = {key: value for key, value in content.items() if key not in replaced}
        return change(self.core, stored, kept | (_text(kind, text, None, html=html) if text else {})).json

    async def edit_photo(self, message: Json, data: bytes, *, caption: str = "") -> Json:
        """Replace the picture of an own message."""
        stored = self._own(message)
        content = await asyncio.to_thread(self.core.files.photo, data)
        return change(self.core, stored, content | self._caption(caption, {})).json

    async def forward(self, chat: Place, *messages: Json) -> list[Json]:
        """Forward one or more messages; an album stays an album."""
        group = {"media_group_id": str(secrets.randbits(53))} if len(messages) > 1 else {}
        sent = []
        for message in messages:
            source = self._message(self.chat(message["chat"]["id"]), message)
            content = content_of(source) | {"forward_origin": origin(self.core, source)}
            grouped = group if "media_group_id" in source.json else {}
            sent.append(await self.send(chat, content | grouped))
        return sent

    async def delete(self, *messages: Json) -> None:
        """Delete messages (own ones, or as an administrator); the bot is not told."""
        remove(self.core, [self._message(self.chat(item["chat"]["id"]), item) for item in messages])

    async def block_bot(self) -> None:
        """Stop the bot."""
        membership.set_blocked(self.core, self.user, blocked=True)

    async def unblock_bot(self) -> None:
        """Restart the bot."""
        membership.set_blocked(self.core, self.user, blocked=False)

    async def press(self, message: Json, button: str, *, wait: float = 5.0) -> Json | None:
        """Press the button with this text or callback_data.

        Returns:
            the bot's answer `{"text", "show_alert"}`, or None when none came within `wait` seconds.
        """
        return await press(self.core, self.user, message, button, wait)

    def _check(self, chat: Chat) -> None:
        if chat.is_private:
            if self.user.blocked or chat.id != self.user.id:
                raise NotPossibleError(_BLOCKED)
            self.user.started = True
        elif not chat.has(self.user.id) or chat.migrated_to:
            raise NotPossibleError(_OUTSIDE)
        elif chat.type == "channel" and not chat.member(self.user.id).may("can_post_messages"):
            raise NotPossibleError(_READER)

    def _message(self, chat: Chat, target: Json | int) -> Message:
        number = target if isinstance(target, int) else int(target["message_id"])
        found = self.core.world.message(chat.id, number)
        if found is None:
            raise NotPossibleError(_NO_MESSAGE)
        return found

    def _own(self, message: Json) -> Message:
        chat = self.chat(message["chat"]["id"])
        stored = self._message(chat, message)
        shared = chat.type == "channel" and chat.member(self.user.id).is_admin
        if stored.author_id != self.user.id and not shared:
            raise NotPossibleError(_FOREIGN)
        return stored

    @staticmethod
    def _caption(caption: str, options: Json) -> Json:
        entities, html = options.pop("entities", None), options.pop("html", False)
        return _text("caption", caption, entities, html=html) if caption else {}


_NO_CHAT, _NO_MESSAGE = "there is no such chat", "there is no such message"
_BLOCKED = "the person has blocked the bot, or it is another person's chat"
_OUTSIDE, _READER = "the person is not in the chat", "only administrators post in a channel"
_FOREIGN, _LENGTH = "only own messages can be edited", "a text has 1 to 4096 characters, a caption up to 1024"


def _text(kind: str, text: str, entities: list[Json] | None, *, html: bool) -> Json:
    if html:
        text, entities = parse_html(text)
    if not 1 <= len(text.strip()) <= (4096 if kind == "text" else 1024):
        raise NotPossibleError(_LENGTH)
    if any(item["offset"] + item["length"] > utf16_length(text) for item in entities or []):
        raise NotPossibleError(_ENTITY)
    found = find_entities(text, entities or [])
    name = "entities" if kind == "text" else "caption_entities"
    return {kind: text} | ({name: found} if found else {})


_ENTITY = "an entity ends after the text"


def _mime(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
