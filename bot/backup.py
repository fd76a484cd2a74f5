"""Backups: consistent copies of the SQLite file while the bot runs, by schedule, the oldest removed."""

import asyncio
import contextlib
import logging
import os
import sqlite3
from datetime import datetime
from pathlib import Path

from bot.logs import describe
from bot.store.base import utcnow
from bot.store.database import Database

log = logging.getLogger(__name__)

_NAME = "adep-%Y%m%dT%H%M%SZ.sqlite3"
_LOOK_EVERY_S = 300


class BackupError(RuntimeError):
    """No backup could be made; the message says why."""


def back_up(source: Path, target: Path) -> None:
    """Copy the database to `target`, which appears only when it is whole.

    Args:
        source: the SQLite file; it may be in use.
        target: the new file; one that is there is replaced.

    Raises:
        BackupError: the copy could not be made or is not sound.
    """
    if not source.is_file():
        raise BackupError(f"{source}: there is no database to copy")
    if target.exists() and target.samefile(source):
        raise BackupError(f"{target}: is the database itself")
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(source, part)
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"{target}: {error}") from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _copy(source: Path, part: Path) -> None:
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))  # it holds drafts: for its owner's eyes only
    with contextlib.closing(sqlite3.connect(source)) as old, contextlib.closing(sqlite3.connect(part)) as new:
        # In one step: WAL lets the bot write meanwhile, steps would begin anew after every write.
        old.backup(new)
        # One file that can be copied and read anywhere; the bot sets WAL again when it opens it.
        new.execute("PRAGMA journal_mode=DELETE")
        (state,) = new.execute("PRAGMA quick_check").fetchone()
        if state != "ok":
            raise sqlite3.DatabaseError(f"the copy is not sound: {state}")
    with part.open("rb+") as file:
        os.fsync(file.fileno())


def backups_in(folder: Path) -> list[Path]:
    """The scheduled backups, oldest first."""
    return sorted(path for path in folder.glob("adep-*.sqlite3") if _time_of(path) is not None)


def last_backup(folder: Path | None) -> datetime | None:
    """When the newest scheduled backup was made."""
    made = backups_in(folder) if folder is not None else []
    return _time_of(made[-1]) if made else None


def _time_of(path: Path) -> datetime | None:
    try:
        return datetime.strptime(path.name, _NAME).replace(tzinfo=utcnow().tzinfo)
    except ValueError:
        return None


def back_up_into(folder: Path, source: Path, keep: int) -> Path:
    """Make a backup with the time in its name, and keep only the newest `keep`. Raises as `back_up`."""
    target = folder / utcnow().strftime(_NAME)
    back_up(source, target)
    for path in backups_in(folder)[:-keep]:
        with contextlib.suppress(OSError):
            path.unlink()
    return target


async def keep_backups(database: Database, folder: Path, every_hours: float, keep: int) -> None:
    """Make backups by schedule until cancelled; a restart does not begin the period anew."""
    source = database.file
    if source is None:
        log.warning("no backups: only an SQLite file is backed up by the bot")
        return
    while True:
        last = last_backup(folder)
        if last is None or (utcnow() - last).total_seconds() >= 3600 * every_hours:
            try:
                made = await asyncio.to_thread(back_up_into, folder, source, keep)
                log.info("backup: %s", made)
            except BackupError as error:
                log.error("no backup: %s", error)  # noqa: TRY400 - one line says it
            except Exception as error:  # the next round will do it
                log.error("no backup: %s", describe(error))  # noqa: TRY400
        await asyncio.sleep(min(_LOOK_EVERY_S, 3600 * every_hours))
