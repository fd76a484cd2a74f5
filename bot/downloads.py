"""Fetching a draft's pictures; one that cannot be had is named, not left out."""

import asyncio
from collections.abc import Sequence

from bot.intake import Content, PictureRef
from bot.telegram_calls import Calls
from bot.telegram_errors import FileTooBigError, FileUnavailableError
from classifiers.draft import Draft, Picture


async def fetch_draft(calls: Calls, content: Content) -> tuple[Draft, tuple[str, ...]]:
    """The draft with its pictures, and which could not be had: "too_big:0", "download:1".

    A picture that could not be had stays in its place, empty: the numbers of the others are the author's.
    """
    fetched = await asyncio.gather(*(_fetch(calls, ref) for ref in content.pictures))
    missing = tuple(f"{why}:{number}" for number, (_, why) in enumerate(fetched) if why)
    pictures = tuple(
        Picture(data, preview_of=ref.preview_of)
        for ref, (data, _) in zip(content.pictures, fetched, strict=True)
    )
    return Draft(content.text, pictures), missing


async def fetch_all(calls: Calls, file_ids: Sequence[str]) -> list[bytes]:
    """The pictures with these ids, empty where one cannot be had any more."""
    return [data for data, _ in await asyncio.gather(*(_fetch(calls, PictureRef(i)) for i in file_ids))]


async def _fetch(calls: Calls, ref: PictureRef) -> tuple[bytes, str]:
    try:
        return await calls.download(ref.file_id), ""
    except FileTooBigError:
        return b"", "too_big"
    except FileUnavailableError:
        return b"", "download"
