"""/broadcast: a message to all members of the agency, sent only when it is confirmed."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.handlers.context import Context, Handlers
from bot.handlers.rights import Asker, asker_with, manages, pressed
from bot.store import audit
from bot.store.agencies import get_agency
from bot.store.base import storable, utcnow
from bot.store.broadcasts import Broadcast
from bot.store.members import members_of
from bot.store.notices import owe
from bot.store.seals import sealed_text
from bot.texts import Texts

LONGEST = 3000


def handlers() -> Handlers:
    """The handlers of this subject."""
    return [
        CommandHandler("broadcast", broadcast),
        CallbackQueryHandler(confirmed, pattern=r"^broadcast:\d{1,9}:send$"),
        CallbackQueryHandler(cancelled, pattern=r"^broadcast:\d{1,9}:cancel$"),
    ]


async def broadcast(update: Update, context: Context) -> None:
    """Show the message as it will look, and ask."""
    asker = await asker_with(update, context, manages)
    if asker is None:
        return
    text = storable((asker.message.text or "").partition(" ")[2].strip())
    if not text or len(text) > LONGEST:
        await context.reply(asker.message, asker.texts("broadcast.long" if text else "broadcast.usage"))
        return
    agency_id = asker.membership.agency_id
    async with context.house.database.writing() as session:
        people = await members_of(session, agency_id)
        agency = await get_agency(session, agency_id)
        draft = Broadcast(agency_id=agency_id, author_id=asker.user.id, text=text)
        session.add(draft)
    others = sum(member.user_id != asker.user.id for member in people)
    if not others or agency is None:
        await context.reply(asker.message, asker.texts("broadcast.nobody"))
        return
    await context.reply(asker.message, asker.texts("broadcast.message", agency=agency.name, text=text))
    question = asker.texts.plural("broadcast.preview", others)
    await context.reply(asker.message, question, keyboard=_buttons(draft.id, asker.texts))


def _buttons(number: int, texts: Texts) -> InlineKeyboardMarkup:
    send = InlineKeyboardButton(texts("broadcast.send"), callback_data=f"broadcast:{number}:send")
    no = InlineKeyboardButton(texts("broadcast.cancel"), callback_data=f"broadcast:{number}:cancel")
    return InlineKeyboardMarkup([[send], [no]])


async def confirmed(update: Update, context: Context) -> None:
    """Owe the message to every member but the author, once, however often the button is pressed."""
    asker = await asker_with(update, context, manages)
    if asker is None:
        return
    async with context.house.database.writing() as session:
        found = await session.get(Broadcast, int(pressed(update)[0]))
        open_ = found is not None and _is_own(found, asker) and found.confirmed_at is None
        notices = []
        if found is not None and open_:
            found.confirmed_at = utcnow()
            people = [member.user_id for member in await members_of(session, found.agency_id)]
            notices = await owe(session, "broadcast", found.id, [n for n in people if n != asker.user.id])
            await audit.record(
                session,
                "broadcast",
                actor_id=asker.user.id,
                agency_id=found.agency_id,
                subject_id=found.id,
                people=len(notices),
                text=sealed_text(found.text),
            )
    words = asker.texts.plural("broadcast.sent", len(notices)) if open_ else asker.texts("broadcast.over")
    context.house.messenger.queue(notices)
    await _replace(context, asker, words)


async def cancelled(update: Update, context: Context) -> None:
    """Remove the message that is not wanted."""
    asker = await asker_with(update, context, manages)
    if asker is None:
        return
    async with context.house.database.writing() as session:
        found = await session.get(Broadcast, int(pressed(update)[0]))
        open_ = found is not None and _is_own(found, asker) and found.confirmed_at is None
        if open_:
            await session.delete(found)
    await _replace(context, asker, asker.texts("question.cancelled" if open_ else "broadcast.over"))


def _is_own(found: Broadcast, asker: Asker) -> bool:
    return found.agency_id == asker.membership.agency_id and found.author_id == asker.user.id


async def _replace(context: Context, asker: Asker, text: str) -> None:
    await context.house.calls.replace_text(asker.message.chat_id, asker.message.message_id, text)
