"""/agency: the owners' command to list, create, rename and enter agencies."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.handlers.context import Context, Handlers
from bot.handlers.rights import Asker, asker_with, owns, pressed
from bot.membership import go_to_agency
from bot.store import agencies, audit
from bot.store.members import count_members
from bot.texts import Texts


def handlers() -> Handlers:
    """The handlers of this subject."""
    return [
        CommandHandler("agency", agency_command),
        CallbackQueryHandler(agency_chosen, pattern=r"^agency:\d{1,9}$"),
    ]


async def agency_command(update: Update, context: Context) -> None:
    """`/agency`, `/agency new NAME`, `/agency name NAME`."""
    asker = await asker_with(update, context, owns)
    if asker is None:
        return
    what, name = (*asker.arguments, "")[0].lower(), " ".join(asker.arguments[1:])
    if what in ("new", "name") and name:
        await context.reply(asker.message, await _named(context, asker, what, name[: agencies.LONGEST_NAME]))
    text, keyboard = await _list(context, asker.texts, asker.membership.agency_id)
    await context.reply(asker.message, text, keyboard=keyboard)


async def agency_chosen(update: Update, context: Context) -> None:
    """Enter the agency of the button."""
    asker = await asker_with(update, context, owns)
    if asker is None:
        return
    async with context.house.database.writing() as session:
        entered = await go_to_agency(session, asker.membership, int(pressed(update)[0]))
    here = entered.id if entered else asker.membership.agency_id
    text, keyboard = await _list(context, asker.texts, here)
    message = asker.message
    await context.house.calls.replace_text(message.chat_id, message.message_id, text, keyboard)


async def _named(context: Context, asker: Asker, what: str, name: str) -> str:
    by = asker.membership
    async with context.house.database.writing() as session:
        if await agencies.name_is_taken(session, name):
            return asker.texts("agency.taken", name=name)
        if what == "new":
            agency = await agencies.add_agency(session, name)
        else:
            agency = await session.get_one(agencies.Agency, by.agency_id)
            agency.name = name
        await audit.record(
            session,
            f"agency.{what}",
            actor_id=by.user_id,
            agency_id=agency.id,
            subject_id=agency.id,
            name=name,
        )
    return asker.texts(f"agency.{what}", name=name)


async def _list(context: Context, texts: Texts, here: int) -> tuple[str, InlineKeyboardMarkup]:
    async with context.house.database.reading() as session:
        known = await agencies.all_agencies(session)
        sizes = await count_members(session)
    lines, rows = [], []
    for agency in known:
        mark = "➤ " if agency.id == here else ""
        lines.append(mark + texts.plural("agency.line", sizes.get(agency.id, 0), name=agency.name))
        if agency.id != here:
            button = InlineKeyboardButton(
                texts("agency.enter", name=agency.name)[:60], callback_data=f"agency:{agency.id}"
            )
            rows.append([button])
    return "\n".join((texts("agency.title"), *lines, "", texts("agency.usage"))), InlineKeyboardMarkup(rows)
