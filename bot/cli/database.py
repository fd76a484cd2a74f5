"""`adep db`: the version of the tables."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from alembic.util import CommandError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cli.common import SOME_FAILED, clear_errors, fail
from bot.settings import load_settings
from bot.store import migrate
from bot.store.database import Database

T = TypeVar("T")

app = typer.Typer(help="Create, migrate and inspect the database.", no_args_is_help=True)


@app.command()
@clear_errors
def upgrade(
    revision: Annotated[str, typer.Argument(help="Revision to migrate up to.")] = "head",
) -> None:
    """Migrate the database up; an SQLite file that does not exist is created."""
    _with_engine(lambda engine: migrate.upgrade(engine, revision))
    current()


@app.command()
@clear_errors
def downgrade(
    revision: Annotated[str, typer.Argument(help='Revision to go back to; "base" removes every table.')],
) -> None:
    """Migrate the database down; what newer tables held is lost."""
    _with_engine(lambda engine: migrate.downgrade(engine, revision))
    current()


@app.command()
@clear_errors
def current() -> None:
    """Print the revision of the database and of the program."""
    found = _with_engine(migrate.current)
    typer.echo(f"database: {found or 'empty'}, program: {migrate.head()}")


def _with_engine(action: Callable[[AsyncEngine], Awaitable[T]]) -> T:
    async def run() -> T:
        database = Database(load_settings().database_url)
        database.prepare_file()
        try:
            return await action(database.engine)
        finally:
            await database.close()

    try:
        return asyncio.run(run())
    except CommandError as error:
        raise fail(str(error), SOME_FAILED) from None
