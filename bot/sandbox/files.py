"""Files that people and the bot sent: identifiers, paths for download, photo sizes."""

import io
import secrets
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from bot.sandbox.errors import FILE_EMPTY, PHOTO_BROKEN, PHOTO_DIMENSIONS, BadRequestError
from bot.sandbox.models import Json

DOWNLOAD_LIMIT = 20 * 1024 * 1024
_SIDES = (90, 320, 800, 1280)
_FOLDERS = {"photo": "photos", "video": "videos", "voice": "voice", "sticker": "stickers",
            "animation": "animations", "video_note": "video_notes", "audio": "music"}  # fmt: skip


@dataclass
class Upload:
    """A file on its way in."""

    data: bytes
    name: str = "file"
    mime: str = "application/octet-stream"


@dataclass
class StoredFile:
    """A kept file; `size` (bytes) may claim more than `data` holds, to try the 20 MB limit cheaply."""

    id: str
    unique_id: str
    path: str
    data: bytes
    size: int
    mime: str

    def to_json(self) -> Json:
        """The fields which all of Telegram's file objects share."""
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}


@dataclass
class Files:
    """All files by id and by path; `contents` keeps the message content made of each, for sending again."""

    by_id: dict[str, StoredFile] = field(default_factory=dict)
    by_path: dict[str, StoredFile] = field(default_factory=dict)
    contents: dict[str, Json] = field(default_factory=dict)

    def add(self, upload: Upload, kind: str = "document", size: int | None = None) -> StoredFile:
        """Keep a file; `size` overrides the bytes claimed."""
        suffix = "." + upload.name.rsplit(".", 1)[-1] if "." in upload.name else ""
        path = f"{_FOLDERS.get(kind, 'documents')}/file_{len(self.by_id)}{suffix}"
        size = len(upload.data) if size is None else size
        unique = secrets.token_urlsafe(11)
        stored = StoredFile(f"AgAC{secrets.token_urlsafe(36)}", unique, path, upload.data, size, upload.mime)
        self.by_id[stored.id] = self.by_path[path] = stored
        return stored

    def remember(self, content: Json) -> Json:
        """Note the content under its file id, so that the id can be sent again; returns the content."""
        for value in content.values():
            versions = value if isinstance(value, list) else [value]
            self.contents |= {item["file_id"]: content for item in versions if "file_id" in item}
        return content

    def photo(self, data: bytes, *, any_size: bool = False) -> Json:
        """Message content of a photo: sizes from the thumbnail to at most 1,280 pixels a side, as JPEG.

        `any_size` is for people: their clients make a picture smaller before they send it.

        Raises:
            BadRequestError: the bytes are no picture, or its sides are out of Telegram's bounds.
        """
        sizes = [self._size(*version) for version in _versions(_open(data, any_size=any_size))]
        return self.remember({"photo": sizes})

    def thumbnail(self, data: bytes) -> Json | None:
        """A `PhotoSize` of at most 320 pixels a side, or None when the bytes are no picture."""
        try:
            picture = _open(data, any_size=True)
        except BadRequestError:
            return None
        return self._size(*_scaled(picture, 320))

    def _size(self, data: bytes, width: int, height: int) -> Json:
        stored = self.add(Upload(data, "photo.jpg", "image/jpeg"), "photo")
        return stored.to_json() | {"width": width, "height": height}


def image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, or None when the bytes are no picture."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None


def _open(data: bytes, *, any_size: bool) -> Image.Image:
    if not data:
        raise BadRequestError(FILE_EMPTY)
    try:
        with Image.open(io.BytesIO(data)) as raw:
            if not any_size and (sum(raw.size) > 10_000 or max(raw.size) > 20 * min(raw.size)):
                raise BadRequestError(PHOTO_DIMENSIONS)
            raw.draft("RGB", (_SIDES[-1], _SIDES[-1]))
            return _flat(ImageOps.exif_transpose(raw))
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadRequestError(PHOTO_BROKEN) from error


def _flat(picture: Image.Image) -> Image.Image:
    if "A" in picture.mode or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(white, picture).convert("RGB")
    return picture.convert("RGB")


def _versions(picture: Image.Image) -> list[tuple[bytes, int, int]]:
    longest = max(picture.size)
    sides = [side for side in _SIDES if side < longest] + ([longest] if longest <= _SIDES[-1] else [])
    return [_scaled(picture, side) for side in sides]


def _scaled(picture: Image.Image, side: int) -> tuple[bytes, int, int]:
    smaller = picture.copy()
    smaller.thumbnail((side, side))
    out = io.BytesIO()
    smaller.save(out, "JPEG", quality=87)
    return out.getvalue(), *smaller.size


def file_content(files: Files, kind: str, upload: Upload, **details: Any) -> Json:
    """Message content of any kind of file but a photo: `{"video": {…}}`, with a thumbnail where one is given.

    `details` are further fields; `thumbnail` in them is bytes, `file_size` overrides the bytes claimed.
    """
    picture = details.pop("thumbnail", None)
    stored = files.add(upload, kind, details.pop("file_size", None))
    value = stored.to_json() | {"file_name": upload.name, "mime_type": upload.mime} | details
    if kind in ("sticker", "voice", "video_note"):
        value = {key: item for key, item in value.items() if key not in ("file_name",)}
    small = files.thumbnail(picture or upload.data) if picture or upload.mime.startswith("image/") else None
    content = {kind: value | ({"thumbnail": small} if small else {})}
    if kind == "animation":
        content["document"] = content[kind]
    return files.remember(content)
