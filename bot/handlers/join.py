"""/start with an invitation: the person becomes a member."""

import re

from telegram import Update
from telegram.ext import CommandHandler, filters

from bot.cases import release_all
from bot.handlers.context import Context, Handlers, sender
from bot.handlers.start import start
from bot.membership import Admission, Joining, admit
from bot.store.users import choice_of
from bot.texts import Texts

_TOKEN = re.compile(r"^/start(?:@\w+)?\s+join_([\w-]{1,64})\s*$", re.ASCII)


def handlers() -> Handlers:
    """The handlers of this subject."""
    return [CommandHandler("start", join, filters=filters.Regex(_TOKEN))]


async def join(update: Update, context: Context) -> None:
    """Let the person in, tell whoever invited them, and go on as /start does."""
    message, user = sender(update)
    texts, house = await context.texts(user), context.house
    found = _TOKEN.match(message.text or "")
    token = found.group(1) if found else ""
    async with house.database.writing() as session:
        admission = await admit(session, token, user.id, user.full_name, house.settings.admin_ids)
        # Whoever becomes an administrator decides no more.
        released = await release_all(session, user.id) if admission.outcome is Joining.ROLE_CHANGED else []
        choice = await choice_of(session, user.id)
    await context.reply(message, _words(admission, texts))
    for case in released:
        house.messenger.refresh(case)
    if choice.language is None:
        await start(update, context)
    if admission.outcome in (Joining.JOINED, Joining.ROLE_CHANGED) and admission.invitation:
        key, role = "join.told", admission.role
        await context.tell(admission.invitation.created_by, key, role=role, name=user.full_name, user=user.id)


def _words(admission: Admission, texts: Texts) -> str:
    if admission.agency is None:
        return texts("join.closed")
    role = texts(f"role.{admission.role}")
    return texts(f"join.{admission.outcome}", agency=admission.agency.name, role=role)
