"""Fetching a draft's pictures and videos; one that cannot be had is named, not left out."""

import asyncio
from collections.abc import Sequence

from bot.intake import Content, PictureRef
from bot.telegram_calls import Calls
from bot.telegram_errors import FileTooBigError, FileUnavailableError
from classifiers.draft import Draft, Picture

MOST_FRAMES = 10  # of all videos of an album together, but two of each


async def fetch_draft(calls: Calls, content: Content) -> tuple[Draft, tuple[str, ...]]:
    """The draft with its pictures, and what could not be had or judged: "too_big:0", "download:1", "frames".

    A picture that could not be had stays in its place, empty: the numbers of the others are the author's.
    """
    photos = [ref for ref in content.pictures if not ref.moving]
    fetched = await asyncio.gather(*(_fetch(calls, ref.file_id) for ref in photos))
    pictures = [Picture(data) for data, _ in fetched]
    missing = [f"{why}:{number}" for number, (_, why) in enumerate(fetched) if why]
    videos = [ref for ref in content.pictures if ref.moving]
    for ref in videos:  # one after another: 20 MB each
        frames, unseen = await _watch(calls, ref, max(2, MOST_FRAMES // len(videos)))
        pictures += frames
        missing.append(unseen)
    return Draft(content.text, tuple(pictures)), tuple(dict.fromkeys(missing))


async def fetch_all(calls: Calls, file_ids: Sequence[str]) -> list[bytes]:
    """The pictures with these ids, empty where one cannot be had any more."""
    return [data for data, _ in await asyncio.gather(*(_fetch(calls, file_id) for file_id in file_ids))]


async def _watch(calls: Calls, ref: PictureRef, most: int) -> tuple[list[Picture], str]:
    """The frames of a video, or else its cover; and what of it was not judged."""
    from classifiers.image.frames import VideoError, sample

    data, why = await _fetch(calls, ref.file_id)
    if not why:
        try:
            frames = await asyncio.to_thread(sample, data, most)
            return [Picture(frame.data, second=frame.second) for frame in frames], "frames"
        except VideoError:
            why = "unreadable"
    cover, _ = await _fetch(calls, ref.cover) if ref.cover else (b"", "")
    return [Picture(cover, preview_of=ref.moving)] if cover else [], f"moving_{why}"


async def _fetch(calls: Calls, file_id: str) -> tuple[bytes, str]:
    try:
        return await calls.download(file_id), ""
    except FileTooBigError:
        return b"", "too_big"
    except FileUnavailableError:
        return b"", "download"
