"""Telegram messages to drafts: what is in them, and what of it can be judged."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Document, Message, MessageEntity, PhotoSize

from bot.store.base import storable

_JUDGED_KINDS = ("text", "photo", "album", "poll")
_MOVING = ("animation", "video", "video_note")  # before "document": an animation is one as well


@dataclass(frozen=True, slots=True)
class PictureRef:
    """A picture or a video at Telegram.

    Attributes:
        file_id: the file itself.
        moving: what Telegram calls a video or a GIF; empty for a picture.
        cover: the file that is looked at where the video cannot be, empty where there is none.
    """

    file_id: str
    moving: str = ""
    cover: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What of a message, or of an album, can be judged.

    Attributes:
        kind: "text", "photo", "album", "poll", or what Telegram calls it.
        pictures: photos first, then videos: the numbers of the photos do not depend on frames.
        not_evaluated: what is in the message and not judged ("voice").
    """

    kind: str
    text: str = ""
    pictures: tuple[PictureRef, ...] = ()
    not_evaluated: tuple[str, ...] = ()

    @property
    def can_be_judged(self) -> bool:
        """Whether there is a text or a picture."""
        return bool(self.text.strip() or self.pictures)


def read_message(message: Message) -> Content:
    """What one message holds."""
    kind, pictures = _kind_and_pictures(message)
    unseen = () if kind in _JUDGED_KINDS or pictures else (kind,)
    return Content(kind, storable(_text(message)), pictures, unseen)


def read_album(messages: Sequence[Message]) -> Content:
    """What the parts of an album hold together, as one draft."""
    parts = [read_message(message) for message in messages]
    if len(parts) == 1:
        return parts[0]
    return Content(
        "album",
        "\n\n".join(part.text for part in parts if part.text),
        tuple(sorted((ref for part in parts for ref in part.pictures), key=lambda ref: bool(ref.moving))),
        tuple(dict.fromkeys(kind for part in parts for kind in part.not_evaluated)),
    )


def _text(message: Message) -> str:
    if message.poll:
        return _poll_text(message)
    text = message.text or message.caption or ""
    hidden = [link for link in _hidden_links(message) if link not in text]
    # After the author's words: their offsets stay what they are.
    return "\n".join((text, *dict.fromkeys(hidden)))


def _poll_text(message: Message) -> str:
    poll = message.poll
    if poll is None:
        return ""
    lines = [poll.question, *(option.text for option in poll.options), poll.explanation or ""]
    return "\n".join(line for line in lines if line)


def _hidden_links(message: Message) -> list[str]:
    entities = (*message.entities, *message.caption_entities)
    return [entity.url for entity in entities if entity.type == MessageEntity.TEXT_LINK and entity.url]


def _kind_and_pictures(message: Message) -> tuple[str, tuple[PictureRef, ...]]:
    if message.text is not None:
        return "text", ()
    if message.poll:
        return "poll", ()
    if message.photo:
        return "photo", (PictureRef(message.photo[-1].file_id),)
    for kind in _MOVING:
        moving = getattr(message, kind)
        if moving:
            return kind, (PictureRef(moving.file_id, kind, _cover(moving.thumbnail)),)
    if message.document:
        return _document(message.document)
    for kind in ("voice", "audio", "sticker", "contact"):
        if getattr(message, kind):
            return kind, ()
    return "other", ()


def _document(document: Document) -> tuple[str, tuple[PictureRef, ...]]:
    file_id, mime = document.file_id, document.mime_type or ""
    if mime == "image/gif":
        return "animation", (PictureRef(file_id, "animation", cover=file_id),)
    if mime.startswith("image/"):
        return "photo", (PictureRef(file_id),)
    if mime.startswith("video/"):
        return "video", (PictureRef(file_id, "video", _cover(document.thumbnail)),)
    return "document", ()


def _cover(thumbnail: PhotoSize | None) -> str:
    return thumbnail.file_id if thumbnail else ""
