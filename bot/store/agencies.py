"""Agencies: whose members send drafts. A small deployment has one, which is there from the start."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, UTCDateTime, utcnow

DEFAULT_AGENCY = 1
LONGEST_NAME = 200


class Agency(Base):
    """An agency; the first one is made by the migration."""

    __tablename__ = "agencies"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)


async def get_agency(session: AsyncSession, agency_id: int) -> Agency | None:
    """The agency with this number."""
    return await session.get(Agency, agency_id)


async def all_agencies(session: AsyncSession) -> Sequence[Agency]:
    """All agencies, oldest first."""
    return (await session.scalars(select(Agency).order_by(Agency.id))).all()


async def name_is_taken(session: AsyncSession, name: str) -> bool:
    """Whether an agency has this name, in whatever case."""
    names = await session.scalars(select(Agency.name))
    return name.casefold() in {other.casefold() for other in names}


async def add_agency(session: AsyncSession, name: str) -> Agency:
    """A new agency."""
    agency = Agency(name=name)
    session.add(agency)
    await session.flush()
    return agency
