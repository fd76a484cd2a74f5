"""Invitations: links that make whoever opens them a member, for a while and a number of times."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, UTCDateTime, utcnow
from bot.store.members import Role


class Invitation(Base):
    """An invitation.

    Attributes:
        token: what the link carries; whoever knows it may join.
        uses: how often it may be used in all.
    """

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    created_by: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    uses: Mapped[int] = mapped_column(default=1)
    used: Mapped[int] = mapped_column(default=0)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def is_open(self) -> bool:
        """Whether somebody can still join by it."""
        return self.revoked_at is None and self.used < self.uses and self.expires_at > utcnow()


async def add_invitation(
    session: AsyncSession, agency_id: int, role: Role, created_by: int, *, days: int, uses: int
) -> Invitation:
    """A new invitation."""
    invitation = Invitation(
        token=secrets.token_urlsafe(24),
        agency_id=agency_id,
        role=role,
        created_by=created_by,
        expires_at=utcnow() + timedelta(days=days),
        uses=uses,
        used=0,
    )
    session.add(invitation)
    await session.flush()
    return invitation


async def get_invitation(session: AsyncSession, agency_id: int, invitation_id: int) -> Invitation | None:
    """An invitation of this very agency."""
    invitation = await session.get(Invitation, invitation_id)
    return invitation if invitation is not None and invitation.agency_id == agency_id else None


async def by_token(session: AsyncSession, token: str) -> Invitation | None:
    """The invitation with this token."""
    return await session.scalar(select(Invitation).where(Invitation.token == token))


async def open_invitations(session: AsyncSession, agency_id: int, limit: int = 12) -> list[Invitation]:
    """The agency's newest invitations by which somebody can still join."""
    query = (
        select(Invitation)
        .where(
            Invitation.agency_id == agency_id,
            Invitation.revoked_at.is_(None),
            Invitation.used < Invitation.uses,
            Invitation.expires_at > utcnow(),
        )
        .order_by(Invitation.id.desc())
        .limit(limit)
    )
    return list((await session.scalars(query)).all())
