"""Members: who belongs to which agency, in which role. Everyone sees the data of their own agency only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, String, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.agencies import DEFAULT_AGENCY
from bot.store.base import Base, UTCDateTime, utcnow

LONGEST_NAME = 128


class Role(StrEnum):
    """What a member may do; owners are named by ADEP_ADMIN_IDS and by nothing else."""

    OFFICIAL = "official"
    COMMISSIONER = "commissioner"
    ADMIN = "admin"
    OWNER = "owner"


GIVEN_ROLES = (Role.OFFICIAL, Role.COMMISSIONER, Role.ADMIN)


class Member(Base):
    """A person of an agency; nobody belongs to two.

    Attributes:
        role: a `Role`; "owner" only notes in which agency an owner works now and gives no right by itself.
        name: as Telegram showed it when the person joined.
        invited_by: who made the invitation.
    """

    __tablename__ = "members"

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), default="")
    joined_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    invited_by: Mapped[int | None] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's place: the agency whose data they may see, and their role there."""

    user_id: int
    agency_id: int
    role: Role

    @property
    def manages(self) -> bool:
        """Whether the person administers the agency: members, settings, figures, broadcasts."""
        return self.role in (Role.ADMIN, Role.OWNER)

    @property
    def reviews(self) -> bool:
        """Whether the person decides appeals."""
        return self.role is Role.COMMISSIONER

    @property
    def is_owner(self) -> bool:
        """Whether the person runs the bot: may go to any agency."""
        return self.role is Role.OWNER


async def role_of(session: AsyncSession, user_id: int, owners: Collection[int] = ()) -> Membership | None:
    """The person's membership; None for a stranger.

    `owners` is ADEP_ADMIN_IDS: an owner works in the default agency until they go to another.
    Handlers ask `context.membership(user)`, which knows the owners.
    """
    member = await session.get(Member, user_id)
    if user_id in owners:
        return Membership(user_id, member.agency_id if member else DEFAULT_AGENCY, Role.OWNER)
    if member is None or member.role == Role.OWNER:
        return None
    return Membership(user_id, member.agency_id, Role(member.role))


async def get_member(session: AsyncSession, agency_id: int, user_id: int) -> Member | None:
    """A member of this very agency."""
    member = await session.get(Member, user_id)
    return member if member is not None and member.agency_id == agency_id else None


async def members_of(session: AsyncSession, agency_id: int, role: Role | None = None) -> Sequence[Member]:
    """The agency's members, in the order of joining; owners who only look in are left out."""
    query = select(Member).where(Member.agency_id == agency_id, Member.role != Role.OWNER)
    if role is not None:
        query = query.where(Member.role == role)
    return (await session.scalars(query.order_by(Member.joined_at, Member.user_id))).all()


async def count_members(session: AsyncSession) -> dict[int, int]:
    """How many members each agency has, by its number."""
    query = select(Member.agency_id, func.count()).where(Member.role != Role.OWNER).group_by(Member.agency_id)
    return {row[0]: row[1] for row in await session.execute(query)}


async def place_member(
    session: AsyncSession,
    user_id: int,
    agency_id: int,
    role: Role,
    *,
    name: str = "",
    invited_by: int | None = None,
) -> Member:
    """Make the person a member of the agency, or change agency and role of one."""
    member = await session.get(Member, user_id)
    if member is None:
        member = Member(user_id=user_id, invited_by=invited_by)
        session.add(member)
    member.agency_id, member.role = agency_id, role
    member.name = name[:LONGEST_NAME] or member.name or ""
    await session.flush()
    return member
