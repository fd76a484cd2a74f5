"""Bringing the tables to the version of the program, with Alembic."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncEngine

import migrations

_RACE_PAUSE_S = 0.5


class SchemaError(RuntimeError):
    """The database cannot be used as it is; the message says what to do."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The newest revision that the program knows."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


async def current(engine: AsyncEngine) -> str | None:
    """The database's revision; None before the first migration."""
    async with engine.connect() as connection:
        return await connection.run_sync(_revision)


async def upgrade(engine: AsyncEngine, revision: str = "head") -> None:
    """Migrate up to `revision`."""
    async with engine.execution_options(adep_immediate=True).begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), revision))


async def downgrade(engine: AsyncEngine, revision: str) -> None:
    """Migrate down to `revision` ("base" removes every table)."""
    async with engine.execution_options(adep_immediate=True).begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(_config(sync), revision))


async def create_or_check(engine: AsyncEngine) -> None:
    """Migrate an empty database; check the version of any other.

    Raises:
        SchemaError: the database is older or newer than the program, or no database at all.
    """
    try:
        await _create_or_check(engine)
    except DatabaseError as error:
        place = engine.url.render_as_string(hide_password=True)
        raise SchemaError(f"the database {place} cannot be used: {error.orig}") from None


async def _create_or_check(engine: AsyncEngine) -> None:
    if await _is_empty(engine):
        try:
            await upgrade(engine)
        except DatabaseError:  # another command was creating it at the same moment: let it finish
            await asyncio.sleep(_RACE_PAUSE_S)
            if await current(engine) != head():
                raise
    found = await current(engine)
    if found != head():
        raise SchemaError(f"the database is at revision {found}, the program needs {head()}: adep db upgrade")


async def _is_empty(engine: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        return not await connection.run_sync(lambda sync: inspect(sync).get_table_names())
