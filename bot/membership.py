"""Joining, changing roles and leaving: each with its event in the same transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import agencies, audit, invitations, members
from bot.store.agencies import Agency
from bot.store.invitations import Invitation
from bot.store.members import Member, Membership, Role


class Joining(StrEnum):
    """What became of an attempt to join."""

    JOINED = "joined"
    ROLE_CHANGED = "role_changed"
    ALREADY = "already"
    ELSEWHERE = "elsewhere"
    OWNER = "owner"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Admission:
    """The outcome of an invitation that was opened; the rest is empty where the invitation is closed."""

    outcome: Joining
    agency: Agency | None = None
    invitation: Invitation | None = None
    role: str = ""


_RANK = {Role.OFFICIAL: 0, Role.COMMISSIONER: 1, Role.ADMIN: 2}


async def admit(
    session: AsyncSession, token: str, user_id: int, name: str, owners: Collection[int]
) -> Admission:
    """Let the person in by the invitation with this token, if it is open; a use counts only if it did."""
    invitation = await invitations.by_token(session, token)
    if invitation is None or not invitation.is_open:
        return Admission(Joining.CLOSED)
    agency = await agencies.get_agency(session, invitation.agency_id)
    here = await members.role_of(session, user_id, owners)
    outcome = _outcome(here, invitation)
    role = here.role if here and outcome is Joining.ALREADY else invitation.role
    if outcome in (Joining.JOINED, Joining.ROLE_CHANGED):
        invitation.used += 1
        await members.place_member(
            session,
            user_id,
            invitation.agency_id,
            Role(invitation.role),
            name=name,
            invited_by=invitation.created_by,
        )
        await audit.record(
            session,
            "member.joined",
            actor_id=user_id,
            agency_id=invitation.agency_id,
            subject_id=user_id,
            role=invitation.role,
            invitation=invitation.id,
        )
    return Admission(outcome, agency, invitation, role)


def _outcome(here: Membership | None, invitation: Invitation) -> Joining:
    if here is None:
        return Joining.JOINED
    if here.is_owner:
        return Joining.OWNER
    if here.agency_id != invitation.agency_id:
        return Joining.ELSEWHERE
    higher = _RANK[Role(invitation.role)] > _RANK[here.role]
    return Joining.ROLE_CHANGED if higher else Joining.ALREADY


async def invite(session: AsyncSession, by: Membership, role: Role, *, days: int, uses: int) -> Invitation:
    """A new invitation to the agency of whoever makes it."""
    invitation = await invitations.add_invitation(
        session, by.agency_id, role, by.user_id, days=days, uses=uses
    )
    await record_invitation(session, by, invitation, "invitation")
    return invitation


async def record_invitation(session: AsyncSession, by: Membership, invitation: Invitation, kind: str) -> None:
    """Note an invitation as it is now: made, changed or revoked. Its token stays out of the log."""
    await audit.record(
        session,
        kind,
        actor_id=by.user_id,
        agency_id=invitation.agency_id,
        subject_id=invitation.id,
        role=invitation.role,
        expires_at=invitation.expires_at.isoformat(),
        uses=invitation.uses,
    )


async def change_role(session: AsyncSession, by: Membership, user_id: int, role: Role) -> Member | None:
    """Give a member of the agency another role; None if there is no such member."""
    member = await members.get_member(session, by.agency_id, user_id)
    if member is None or member.role == Role.OWNER:
        return None
    member.role = role
    await audit.record(
        session,
        "member.role",
        actor_id=by.user_id,
        agency_id=by.agency_id,
        subject_id=user_id,
        role=role.value,
    )
    return member


async def remove(session: AsyncSession, by: Membership, user_id: int) -> Member | None:
    """Remove a member from the agency; None if there is no such member."""
    member = await members.get_member(session, by.agency_id, user_id)
    if member is None or member.role == Role.OWNER:
        return None
    await session.delete(member)
    await audit.record(
        session, "member.removed", actor_id=by.user_id, agency_id=by.agency_id, subject_id=user_id
    )
    return member


async def go_to_agency(session: AsyncSession, owner: Membership, agency_id: int) -> Agency | None:
    """Let an owner work in another agency; None if there is no such agency."""
    agency = await agencies.get_agency(session, agency_id)
    if agency is None or not owner.is_owner:
        return None
    await members.place_member(session, owner.user_id, agency_id, Role.OWNER)
    await audit.record(
        session,
        "owner.agency",
        actor_id=owner.user_id,
        agency_id=agency_id,
        subject_id=owner.user_id,
        role=Role.OWNER.value,
    )
    return agency
