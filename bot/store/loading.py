"""Loading rows that somebody may have spoiled: one that cannot be read does not hide the others."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.base import Base

T = TypeVar("T", bound=Base)


async def load_rows(
    session: AsyncSession, table: type[T], numbers: Sequence[int]
) -> tuple[dict[int, T], set[int]]:
    """Rows by their numbers, and the numbers of those that are there and cannot be read."""
    key: Any = next(iter(table.__table__.primary_key)).name
    column = getattr(table, key)
    try:
        found = await session.scalars(select(table).where(column.in_(numbers)))
        return {getattr(row, key): row for row in found}, set()
    except (ValueError, TypeError, SQLAlchemyError):
        session.expunge_all()
    rows, broken = {}, set()
    for number in numbers:
        try:
            row = await session.scalar(select(table).where(column == number))
        except (ValueError, TypeError, SQLAlchemyError):
            broken.add(number)
            continue
        if row is not None:
            rows[number] = row
    return rows, broken
