"""The database: engine, sessions, and SQLite made fit for a service."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from bot.store import migrate

BUSY_TIMEOUT_MS = 15_000


class Database:
    """The way to the tables: `reading()` and `writing()` give sessions, one transaction each."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.engine = _make_engine(url)
        self._turn: AbstractAsyncContextManager[Any] = nullcontext()
        immediate = self.engine
        if self.url.get_backend_name() == "sqlite":
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)
            immediate = self.engine.execution_options(adep_immediate=True)
            self._turn = asyncio.Lock()
        self._readers = async_sessionmaker(self.engine, expire_on_commit=False)
        self._writers = async_sessionmaker(immediate, expire_on_commit=False)

    async def open(self) -> None:
        """Create and migrate a database that does not exist yet; refuse one of another version.

        Raises:
            migrate.SchemaError: the tables are of another version than the program.
        """
        self.prepare_file()
        await migrate.create_or_check(self.engine)

    def prepare_file(self) -> None:
        """Make an SQLite file that is not there yet, for the eyes of its owner only: it holds drafts.

        Raises:
            migrate.SchemaError: it cannot be made.
        """
        if self.file is None:
            return
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.touch(mode=0o600, exist_ok=True)
        except OSError as error:
            raise migrate.SchemaError(f"{self.file}: {error.strerror}") from None

    @property
    def file(self) -> Path | None:
        """The SQLite file; None for another database and for one in memory."""
        if self.url.get_backend_name() != "sqlite" or self.url.database in (None, "", ":memory:"):
            return None
        return Path(str(self.url.database))

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session for reading."""
        async with self._readers() as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A session whose changes are committed together at the end, or not at all."""
        async with self._turn, self._writers.begin() as session:
            yield session


def _make_engine(url: str) -> AsyncEngine:
    try:
        # Parameters carry drafts: they must not get into the words of an error.
        return create_async_engine(url, hide_parameters=True, json_serializer=_readable_json)
    except ModuleNotFoundError as error:
        raise migrate.SchemaError(f"this database needs the Python package {error.name}") from None


def _readable_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's own BEGIN below, not the driver's late one
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")  # a removed draft is overwritten, not only unlinked
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: a reader that turns writer fails without waiting for its turn.
    immediate = connection.get_execution_options().get("adep_immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
