"""`adep check --batch`: JSON lines in, JSON lines out, in the same order. The contract is stable."""

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot import judging
from bot.cli.common import USAGE, fail, use_utf8
from bot.cli.pictures import PictureError, find_picture, read_picture, unreadable
from bot.pictures import why_unreadable
from bot.review import log_from_cli
from bot.settings import Settings
from bot.store.base import storable
from bot.store.database import Database
from classifiers.draft import Draft
from classifiers.verdict import Verdict
from classifiers.worker import Worker


class LineError(ValueError):
    """A line that describes no draft."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line: a draft, or why there is none."""

    id: Any
    draft: Draft | None = None
    error: str = ""
    images: tuple[str, ...] = ()


async def check_batch(settings: Settings, file: Path, *, with_scores: bool, logged: bool) -> int:
    """Judge every line of `file`; returns how many failed."""
    source, folder, total = _open(file)
    use_utf8()
    worker = judging.make_worker(settings)
    database = Database(settings.database_url)
    failed = 0
    try:
        if logged:
            await database.open()
        await worker.start()
        with source, _progress() as progress:
            task = progress.add_task("judged", total=total)
            drafts = _items(source, folder)
            while items := list(islice(drafts, 2 * judging.BATCH)):
                results = await _judge(worker, items)
                if logged:
                    await log_from_cli(database, _judged(items, results))
                failed += _write(items, results, with_scores=with_scores)
                progress.advance(task, len(items))
    finally:
        await worker.stop()
        await database.close()
    return failed


def _open(file: Path) -> tuple[IO[bytes], Path, int | None]:
    if str(file) == "-":
        return sys.stdin.buffer, Path(), None
    try:
        with file.open("rb") as lines:
            total = sum(1 for line in lines if line.strip())
        return file.open("rb"), file.parent, total
    except OSError as error:
        raise fail(f"{file}: {error.strerror}", USAGE) from None


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _items(lines: IO[bytes], folder: Path) -> Iterator[Item]:
    for line in lines:
        if line.strip():
            yield _item(line, folder)


def _item(line: bytes, folder: Path) -> Item:
    identifier = None
    try:
        entry = _entry(line)
        identifier = entry["id"]
        text = storable(_text(entry))
        names = _images(entry)
        if not text.strip() and not names:
            raise LineError("nothing to judge: neither text nor images")  # noqa: TRY301
        pictures = tuple(read_picture(find_picture(name, folder)) for name in names)
    except (LineError, PictureError) as error:
        return Item(identifier, error=str(error))
    return Item(identifier, Draft(text, pictures), images=names)


def _entry(line: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        raise LineError("not JSON") from None
    if not isinstance(entry, dict):
        raise LineError("not a JSON object")
    if "id" not in entry:
        raise LineError("id is missing")
    return entry


def _text(entry: dict[str, Any]) -> str:
    text = entry.get("text")
    if text is not None and not isinstance(text, str):
        raise LineError("text must be a string")
    return text or ""


def _images(entry: dict[str, Any]) -> tuple[str, ...]:
    names = entry.get("images")
    if names is None:
        return ()
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise LineError("images must be a list of paths")
    return tuple(names)


async def _judge(worker: Worker, items: Sequence[Item]) -> list[Verdict | str]:
    """A verdict or an error for each item."""

    async def one(item: Item) -> Verdict | str:
        if item.draft is None:
            return item.error
        try:
            verdict = await worker.judge(item.draft)
        except Exception as error:  # one draft must not end the batch
            return f"judging failed: {type(error).__name__}"
        broken = unreadable(verdict)
        return f"{item.images[broken[0]]}: {why_unreadable(item.draft, broken[0])}" if broken else verdict

    return await asyncio.gather(*(one(item) for item in items))


def _judged(items: Sequence[Item], results: Sequence[Verdict | str]) -> list[tuple[Draft, Verdict]]:
    pairs = zip(items, results, strict=True)
    return [(item.draft, result) for item, result in pairs if item.draft and isinstance(result, Verdict)]


def _write(items: Sequence[Item], results: Sequence[Verdict | str], *, with_scores: bool) -> int:
    failed = 0
    for item, result in zip(items, results, strict=True):
        line: dict[str, Any] = {"id": item.id}
        if isinstance(result, Verdict):
            line |= result.to_dict(with_scores=with_scores)
        else:
            line["error"] = result
            failed += 1
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return failed
