"""People of the sandbox: what a person does in a Telegram client, as Python methods."""

import asyncio
import mimetypes
import secrets
from dataclasses import dataclass
from typing import Any

from bot.sandbox import membership
from bot.sandbox.client import Client, Place
from bot.sandbox.files import Upload, file_content
from bot.sandbox.kinds import data_kind, file_kind
from bot.sandbox.models import Json
from bot.sandbox.posting import change, content_of, origin, remove
from bot.sandbox.presses import press
from bot.sandbox.words import captioned, worded


@dataclass
class Person(Client):
    """A user with hands. `chat` in methods is a chat, its id, or None for the private chat with the bot."""

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
        return await self.send(chat, worded("text", text, entities, html=html), **options)

    async def send_photo(self, chat: Place, data: bytes, *, caption: str = "", **options: Any) -> Json:
        """Send a picture as a photo: made JPEG, in several sizes."""
        content = await asyncio.to_thread(self.core.files.photo, data, any_size=True)
        return await self.send(chat, content | captioned(caption, options), **options)

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
        return await self.send(chat, content | captioned(caption, options), **options)

    async def send_album(
        self, chat: Place, items: list[bytes | Upload], *, caption: str = "", **options: Any
    ) -> list[Json]:
        """Send 2 to 10 pictures (bytes) or files (`Upload`) as one album; the caption is the first one's."""
        group = {"media_group_id": str(secrets.randbits(53))}
        words = captioned(caption, options)
        contents = [await asyncio.to_thread(self._album_item, item) for item in items]
        contents[0] |= words
        return [await self.send(chat, content | group, **options) for content in contents]

    def _album_item(self, item: bytes | Upload) -> Json:
        if isinstance(item, bytes):
            return self.core.files.photo(item, any_size=True)
        kind = "video" if item.mime.startswith("video/") else "document"
        details = {"width": 640, "height": 360, "duration": 5} if kind == "video" else {}
        return file_content(self.core.files, kind, item, **details)

    async def send_kind(
        self, chat: Place, kind: str, data: bytes = b"\x00" * 64, *, caption: str = "", **options: Any
    ) -> Json:
        """Send voice, audio, video, video_note, animation, sticker; `thumbnail` may be bytes."""
        details = {key: options.pop(key) for key in ("thumbnail", "file_size", "duration") if key in options}
        content = await asyncio.to_thread(file_kind, self.core.files, kind, data, **details)
        return await self.send(chat, content | captioned(caption, options), **options)

    async def send_data(self, chat: Place, kind: str, **details: Any) -> Json:
        """Send poll (`question`, `options`), location, venue, contact, dice or story."""
        passed = {key: details.pop(key) for key in ("reply_to", "thread", "as_chat") if key in details}
        return await self.send(chat, data_kind(kind, self.user, **details), **passed)

    async def edit(self, message: Json, text: str, *, html: bool = False) -> Json:
        """Edit an own message: its text, or the caption of a picture or file."""
        stored = self.own(message)
        kind = "text" if "text" in stored.json else "caption"
        replaced = (kind, "entities", "caption_entities")
        content = content_of(stored, keep_origin=True)
        kept = {key: value for key, value in content.items() if key not in replaced}
        return change(self.core, stored, kept | (worded(kind, text, html=html) if text else {})).json

    async def edit_photo(self, message: Json, data: bytes, *, caption: str = "") -> Json:
        """Replace the picture of an own message."""
        stored = self.own(message)
        content = await asyncio.to_thread(self.core.files.photo, data, any_size=True)
        return change(self.core, stored, content | captioned(caption, {})).json

    async def forward(self, chat: Place, *messages: Json) -> list[Json]:
        """Forward one or more messages; an album stays an album."""
        group = {"media_group_id": str(secrets.randbits(53))} if len(messages) > 1 else {}
        sent = []
        for message in messages:
            source = self.stored(self.chat(message["chat"]["id"]), message)
            content = content_of(source) | {"forward_origin": origin(self.core, source)}
            grouped = group if "media_group_id" in source.json else {}
            sent.append(await self.send(chat, content | grouped))
        return sent

    async def delete(self, *messages: Json) -> None:
        """Delete messages (own ones, or as an administrator); the bot is not told."""
        remove(self.core, [self.stored(self.chat(item["chat"]["id"]), item) for item in messages])

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


def _mime(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
