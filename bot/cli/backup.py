"""`adep backup`: a consistent copy of the database while the bot runs."""

from pathlib import Path
from typing import Annotated

import typer

from bot.backup import BackupError, back_up
from bot.cli.common import SOME_FAILED, USAGE, clear_errors, fail
from bot.settings import load_settings
from bot.store.database import Database


@clear_errors
def backup(
    path: Annotated[Path, typer.Argument(help="The file to write; one that is there is replaced.")],
) -> None:
    """Copy the SQLite database to PATH, consistent even while the bot runs.

    The copy holds drafts whose retention has not ended: keep it as safe as the database. To restore, stop
    the bot, put the copy in the place of the database file, remove the -wal and -shm files beside it, and
    start the bot. `adep audit verify --file PATH` checks a copy.
    """
    source = Database(load_settings().database_url).file
    if source is None:
        raise fail("only an SQLite file is backed up; for PostgreSQL use pg_dump", USAGE)
    try:
        back_up(source, path)
    except BackupError as error:
        raise fail(str(error), SOME_FAILED) from None
    typer.echo(f"{path}: {path.stat().st_size} bytes")
