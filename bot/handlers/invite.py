"""/invite: links by which people join, with expiry, number of uses and revocation."""

from datetime import timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.handlers.context import Context, Handlers
from bot.handlers.history import local_time
from bot.handlers.rights import Asker, asker_with, manages, pressed
from bot.membership import invite, record_invitation
from bot.store.base import utcnow
from bot.store.invitations import Invitation, get_invitation, open_invitations
from bot.store.members import GIVEN_ROLES, Role
from bot.texts import Texts

DAYS, USES = (1, 7, 30), (1, 10, 100)
FIRST_DAYS, FIRST_USES = 7, 1
BUTTONS_A_ROW = 4


def handlers() -> Handlers:
    """The handlers of this subject."""
    roles = "|".join(GIVEN_ROLES)
    return [
        CommandHandler("invite", invite_command),
        CallbackQueryHandler(role_chosen, pattern=rf"^invite:({roles})$"),
        CallbackQueryHandler(opened, pattern=r"^invitation:\d{1,9}$"),
        CallbackQueryHandler(changed, pattern=r"^invitation:\d{1,9}:(days|uses|revoke):\d{1,3}$"),
    ]


async def invite_command(update: Update, context: Context) -> None:
    """`/invite role`: make a link. `/invite`: ask for the role and list the links that are open."""
    asker = await asker_with(update, context, manages)
    if asker is None:
        return
    wanted = asker.arguments[0].lower() if asker.arguments else ""
    if wanted in GIVEN_ROLES:
        await _make(context, asker, Role(wanted))
        return
    async with context.house.database.reading() as session:
        known = await open_invitations(session, asker.membership.agency_id)
    await context.reply(asker.message, asker.texts("invite.ask"), keyboard=_choices(known, asker.texts))


async def role_chosen(update: Update, context: Context) -> None:
    """Make a link for the role of the button."""
    asker = await asker_with(update, context, manages)
    if asker is not None:
        await _make(context, asker, Role(pressed(update)[0]))


async def opened(update: Update, context: Context) -> None:
    """Show an open invitation again."""
    asker = await asker_with(update, context, manages)
    if asker is None:
        return
    async with context.house.database.reading() as session:
        invitation = await get_invitation(session, asker.membership.agency_id, int(pressed(update)[0]))
    await _show(context, asker, invitation)


async def changed(update: Update, context: Context) -> None:
    """Change an invitation's expiry or number of uses, or revoke it."""
    asker = await asker_with(update, context, manages)
    if asker is None:
        return
    number, what, value = pressed(update)
    async with context.house.database.writing() as session:
        invitation = await get_invitation(session, asker.membership.agency_id, int(number))
        if invitation is not None and invitation.is_open:
            _apply(invitation, what, int(value))
            kind = "invitation.revoked" if what == "revoke" else "invitation.changed"
            await record_invitation(session, asker.membership, invitation, kind)
    await _show(context, asker, invitation)


def _apply(invitation: Invitation, what: str, value: int) -> None:
    if what == "revoke":
        invitation.revoked_at = utcnow()
    elif what == "days" and value in DAYS:
        invitation.expires_at = utcnow() + timedelta(days=value)
    elif what == "uses" and value in USES:
        invitation.uses = max(value, invitation.used)


async def _make(context: Context, asker: Asker, role: Role) -> None:
    async with context.house.database.writing() as session:
        invitation = await invite(session, asker.membership, role, days=FIRST_DAYS, uses=FIRST_USES)
    text, keyboard = _card(context, invitation, asker.texts)
    await context.reply(asker.message, text, keyboard=keyboard)


async def _show(context: Context, asker: Asker, invitation: Invitation | None) -> None:
    chat, number = asker.message.chat_id, asker.message.message_id
    if invitation is None:
        await context.reply(asker.message, asker.texts("invite.gone"))
        return
    text, keyboard = _card(context, invitation, asker.texts)
    await context.house.calls.replace_text(chat, number, text, keyboard)


def _card(context: Context, invitation: Invitation, texts: Texts) -> tuple[str, InlineKeyboardMarkup | None]:
    role, number = texts(f"role.{invitation.role}"), invitation.id
    if not invitation.is_open:
        key = "invite.revoked" if invitation.revoked_at else "invite.over"
        return texts(key, number=number, role=role), None
    text = texts(
        "invite.card",
        number=number,
        role=role,
        link=f"https://t.me/{context.house.calls.bot.username}?start=join_{invitation.token}",
        until=local_time(invitation.expires_at, context.house.settings.timezone),
        used=invitation.used,
        uses=invitation.uses,
    )
    return text, _knobs(number, texts)


def _knobs(number: int, texts: Texts) -> InlineKeyboardMarkup:
    def button(text: str, what: str, value: int) -> InlineKeyboardButton:
        return InlineKeyboardButton(text, callback_data=f"invitation:{number}:{what}:{value}")

    return InlineKeyboardMarkup(
        [
            [button(texts.plural("invite.days", value), "days", value) for value in DAYS],
            [button(texts.plural("invite.uses", value), "uses", value) for value in USES],
            [button(texts("invite.revoke"), "revoke", 0)],
        ]
    )


def _choices(known: list[Invitation], texts: Texts) -> InlineKeyboardMarkup:
    rows = [
        [InlineKeyboardButton(texts(f"role.{role}").capitalize(), callback_data=f"invite:{role}")]
        for role in GIVEN_ROLES
    ]
    numbers = [InlineKeyboardButton(f"№ {item.id}", callback_data=f"invitation:{item.id}") for item in known]
    rows += [numbers[start : start + BUTTONS_A_ROW] for start in range(0, len(numbers), BUTTONS_A_ROW)]
    return InlineKeyboardMarkup(rows)
