"""Content of messages other than texts, photos and documents, as people send them."""

import secrets
from typing import Any

from bot.sandbox.files import Files, Upload, file_content
from bot.sandbox.models import Json, User

_FILES: dict[str, tuple[str, str, Json]] = {
    "voice": ("voice.oga", "audio/ogg", {"duration": 3}),
    "audio": ("speech.mp3", "audio/mpeg", {"duration": 60, "title": "Выступление"}),
    "video": ("video.mp4", "video/mp4", {"duration": 5, "width": 640, "height": 360}),
    "video_note": ("note.mp4", "video/mp4", {"duration": 5, "length": 240}),
    "animation": ("animation.mp4", "video/mp4", {"duration": 2, "width": 320, "height": 180}),
    "sticker": (
        "sticker.webp",
        "image/webp",
        {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False},
    ),
}
FILE_KINDS = tuple(_FILES)
DATA_KINDS = ("poll", "location", "venue", "contact", "dice", "story")


def file_kind(files: Files, kind: str, data: bytes, **details: Any) -> Json:
    """Content with a voice, audio, video, video note, animation or sticker; `thumbnail` may be bytes."""
    name, mime, usual = _FILES[kind]
    content = file_content(files, kind, Upload(data, name, mime), **(usual | details))
    if kind == "sticker":
        content[kind].pop("mime_type")
    return content


def data_kind(kind: str, user: User, **details: Any) -> Json:
    """Content of a kind without a file, with usual values; `details` replace them."""
    makers: dict[str, Json] = {
        "location": {"latitude": 51.1282, "longitude": 71.4307},
        "contact": {"phone_number": "+77010000000", "first_name": user.first_name, "user_id": user.id},
        "dice": {"emoji": "🎲", "value": 4},
        "story": {"id": 1, "chat": {"id": user.id, "type": "private", "first_name": user.first_name}},
    }
    if kind == "poll":
        return {"poll": poll(**details)}
    if kind == "venue":
        venue = {"location": makers["location"], "title": "Акимат", "address": "пр. Мәңгілік Ел, 8"} | details
        return {"venue": venue, "location": venue["location"]}
    return {kind: makers[kind] | details}


def poll(question: str = "Вопрос?", options: list[str] | None = None, **details: Any) -> Json:
    """Telegram's `Poll`, open and without votes."""
    texts = options or ["Да", "Нет"]
    made: Json = {"id": str(secrets.randbits(60)), "question": question, "total_voter_count": 0}
    made["options"] = [
        {"persistent_id": str(number), "text": text, "voter_count": 0} for number, text in enumerate(texts)
    ]
    made |= {"is_closed": False, "is_anonymous": True, "type": "regular", "allows_multiple_answers": False}
    return made | {"allows_revoting": True, "members_only": False} | details
