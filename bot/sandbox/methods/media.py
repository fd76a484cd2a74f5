"""Pictures and files that the bot sends: by upload, attach:// or file_id."""

import asyncio
import secrets
from typing import Any

from bot.sandbox import errors
from bot.sandbox.core import Core
from bot.sandbox.errors import BadRequestError
from bot.sandbox.files import Upload, file_content
from bot.sandbox.methods.formatting import caption_content
from bot.sandbox.methods.registry import method, writable_chat
from bot.sandbox.methods.sending import send
from bot.sandbox.models import Json
from bot.sandbox.params import Params

_ALBUM_KINDS = ("photo", "video", "document", "audio")


async def media_content(core: Core, params: Params, kind: str, value: Any) -> Json:
    """Message content of one picture or file; `value` is a file id, attach://name, or the parameter's upload.

    Raises:
        BadRequestError: no such file, a web address, an empty file, or no picture where a photo is wanted.
    """
    upload = params.files.get(kind) if value is None else None
    if isinstance(value, str):
        upload = params.files.get(value.removeprefix("attach://"))
        if upload is None:
            return _known(core, kind, value)
    if upload is None:
        raise BadRequestError(_missing(kind))
    if not upload.data:
        raise BadRequestError(errors.FILE_EMPTY)
    if kind == "photo":
        return await asyncio.to_thread(core.files.photo, upload.data)
    return await asyncio.to_thread(file_content, core.files, kind, upload, **_details(kind, upload))


def _details(kind: str, upload: Upload) -> Json:
    return {"width": 640, "height": 360, "duration": 1} if kind in ("video", "animation") else {}


def _known(core: Core, kind: str, value: str) -> Json:
    content = core.files.contents.get(value)
    if value.startswith(("http://", "https://")):
        raise BadRequestError(errors.URL_REFUSED)
    if content is None or kind not in content:
        raise BadRequestError(errors.FILE_WRONG)
    return content


def _missing(kind: str) -> str:
    return f"there is no {kind} in the request"


async def _send_one(core: Core, params: Params, kind: str) -> Json:
    writable_chat(core, params)
    caption = caption_content(params)
    content = await media_content(core, params, kind, params.values.get(kind))
    return send(core, params, content | caption)


@method("sendPhoto")
async def send_photo(core: Core, params: Params) -> Json:
    """Send a photo."""
    return await _send_one(core, params, "photo")


@method("sendDocument")
async def send_document(core: Core, params: Params) -> Json:
    """Send a file of any kind."""
    return await _send_one(core, params, "document")


@method("sendVideo")
async def send_video(core: Core, params: Params) -> Json:
    """Send a video; its length and size are made up."""
    return await _send_one(core, params, "video")


@method("sendAnimation")
async def send_animation(core: Core, params: Params) -> Json:
    """Send an animation; its length and size are made up."""
    return await _send_one(core, params, "animation")


@method("sendMediaGroup")
async def send_media_group(core: Core, params: Params) -> list[Json]:
    """Send an album of 2 to 10 pictures or files."""
    writable_chat(core, params)
    media = params.json("media") or []
    if not 2 <= len(media) <= 10:
        raise BadRequestError(errors.ALBUM_SIZE)
    contents = [await item_content(core, params, item) for item in media]
    group = {"media_group_id": str(secrets.randbits(53))}
    return [send(core, params, group | content, markup=False) for content in contents]


async def item_content(core: Core, params: Params, item: Json) -> Json:
    """Content of one `InputMedia`.

    Raises:
        BadRequestError: an unknown kind, or what `media_content` and captions refuse.
    """
    kind = str(item.get("type"))
    if kind not in (*_ALBUM_KINDS, "animation"):
        raise BadRequestError(errors.FILE_WRONG)
    media = await media_content(core, params, kind, item.get("media"))
    return media | caption_content(Params(item))
