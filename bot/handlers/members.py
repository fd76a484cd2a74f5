"""/members, /role and /remove: who belongs to the agency."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot import membership
from bot.cases import release_all
from bot.handlers.context import Context, Handlers
from bot.handlers.history import local_time
from bot.handlers.rights import Asker, asker_with, manages, pressed
from bot.store.agencies import get_agency
from bot.store.members import GIVEN_ROLES, Member, Role, get_member, members_of
from bot.texts import Texts

PAGE = 20
BUTTONS_A_ROW = 5


def handlers() -> Handlers:
    """The handlers of this subject."""
    roles = "|".join(GIVEN_ROLES)
    return [
        CommandHandler("members", show_members),
        CommandHandler("role", role_command),
        CommandHandler("remove", remove_command),
        CallbackQueryHandler(page_chosen, pattern=r"^members:\d{1,5}$"),
        CallbackQueryHandler(member_chosen, pattern=r"^member:\d{1,18}$"),
        CallbackQueryHandler(role_chosen, pattern=rf"^member:\d{{1,18}}:({roles})$"),
        CallbackQueryHandler(remove_chosen, pattern=r"^member:\d{1,18}:remove$"),
        CallbackQueryHandler(remove_confirmed, pattern=r"^member:\d{1,18}:removed$"),
    ]


async def show_members(update: Update, context: Context) -> None:
    """List the members."""
    asker = await asker_with(update, context, manages)
    if asker is not None:
        text, keyboard = await _list(context, asker, 0)
        await context.reply(asker.message, text, keyboard=keyboard)


async def page_chosen(update: Update, context: Context) -> None:
    """Show another page of the list."""
    asker = await asker_with(update, context, manages)
    if asker is not None:
        text, keyboard = await _list(context, asker, int(pressed(update)[0]))
        await _replace(context, asker, text, keyboard)


async def member_chosen(update: Update, context: Context) -> None:
    """Show one member with what can be changed."""
    asker = await asker_with(update, context, manages)
    if asker is not None:
        await _show_card(context, asker, int(pressed(update)[0]))


async def role_command(update: Update, context: Context) -> None:
    """`/role NUMBER role`."""
    asker = await asker_with(update, context, manages)
    if asker is None:
        return
    number, role = (*asker.arguments, "", "")[:2]
    if not _is_number(number) or role.lower() not in GIVEN_ROLES:
        await context.reply(asker.message, asker.texts("members.role_usage"))
        return
    await context.reply(asker.message, await _change(context, asker, int(number), Role(role.lower())))


async def role_chosen(update: Update, context: Context) -> None:
    """Give the member the role of the button."""
    asker = await asker_with(update, context, manages)
    if asker is not None:
        number, role = pressed(update)
        await _replace(context, asker, await _change(context, asker, int(number), Role(role)))


async def remove_command(update: Update, context: Context) -> None:
    """`/remove NUMBER`: ask whether it is meant."""
    asker = await asker_with(update, context, manages)
    if asker is None:
        return
    number = (*asker.arguments, "")[0]
    if not _is_number(number):
        await context.reply(asker.message, asker.texts("members.remove_usage"))
        return
    text, keyboard = await _removal(context, asker, int(number))
    await context.reply(asker.message, text, keyboard=keyboard)


async def remove_chosen(update: Update, context: Context) -> None:
    """Ask whether it is meant."""
    asker = await asker_with(update, context, manages)
    if asker is not None:
        await _replace(context, asker, *(await _removal(context, asker, int(pressed(update)[0]))))


async def remove_confirmed(update: Update, context: Context) -> None:
    """Remove the member and tell them."""
    asker = await asker_with(update, context, manages)
    if asker is None:
        return
    number = int(pressed(update)[0])
    async with context.house.database.writing() as session:
        removed = (
            await membership.remove(session, asker.membership, number) if _other(asker, number) else None
        )
        released = await release_all(session, number) if removed else []
    if removed is None:
        await _replace(context, asker, _why_not(asker, number))
        return
    await _replace(context, asker, asker.texts("members.removed", name=_name(removed)))
    for case in released:
        context.house.messenger.refresh(case)
    await context.tell(number, "members.you_are_removed")


async def _change(context: Context, asker: Asker, number: int, role: Role) -> str:
    """Change the role; the words for whoever did it."""
    async with context.house.database.writing() as session:
        other = _other(asker, number)
        member = await membership.change_role(session, asker.membership, number, role) if other else None
        decides_no_more = member is not None and role is not Role.COMMISSIONER
        released = await release_all(session, number) if decides_no_more else []
    if member is None:
        return _why_not(asker, number)
    for case in released:
        context.house.messenger.refresh(case)
    await context.tell(number, "members.your_role", role=role)
    words = asker.texts(f"role.{role}")
    return asker.texts("members.role_done", name=_name(member), role=words)


def _other(asker: Asker, number: int) -> bool:
    # Whoever takes the last administrator's role from themselves locks the agency.
    return number != asker.user.id


def _why_not(asker: Asker, number: int) -> str:
    return asker.texts("members.gone" if _other(asker, number) else "members.not_yourself")


async def _removal(context: Context, asker: Asker, number: int) -> tuple[str, InlineKeyboardMarkup | None]:
    async with context.house.database.reading() as session:
        member = await get_member(session, asker.membership.agency_id, number)
    if member is None or not _other(asker, number):
        return _why_not(asker, number), None
    texts = asker.texts
    yes = InlineKeyboardButton(texts("members.remove_yes"), callback_data=f"member:{number}:removed")
    no = InlineKeyboardButton(texts("members.remove_no"), callback_data=f"member:{number}")
    return texts("members.remove_sure", name=_name(member)), InlineKeyboardMarkup([[yes], [no]])


async def _show_card(context: Context, asker: Asker, number: int) -> None:
    async with context.house.database.reading() as session:
        member = await get_member(session, asker.membership.agency_id, number)
    if member is None or member.role == Role.OWNER:
        await _replace(context, asker, asker.texts("members.gone"))
        return
    text = asker.texts(
        "members.card",
        name=_name(member),
        user=number,
        role=asker.texts(f"role.{member.role}"),
        joined=local_time(member.joined_at, context.house.settings.timezone),
    )
    keyboard = _card_buttons(member, asker.texts) if _other(asker, number) else None
    await _replace(context, asker, text, keyboard)


def _card_buttons(member: Member, texts: Texts) -> InlineKeyboardMarkup:
    number = member.user_id
    rows = [
        [InlineKeyboardButton(f"→ {texts(f'role.{role}')}", callback_data=f"member:{number}:{role}")]
        for role in GIVEN_ROLES
        if role != member.role
    ]
    rows.append([InlineKeyboardButton(texts("members.remove"), callback_data=f"member:{number}:remove")])
    rows.append([InlineKeyboardButton(texts("button.back"), callback_data="members:0")])
    return InlineKeyboardMarkup(rows)


async def _list(context: Context, asker: Asker, page: int) -> tuple[str, InlineKeyboardMarkup | None]:
    texts, agency_id = asker.texts, asker.membership.agency_id
    async with context.house.database.reading() as session:
        everybody = await members_of(session, agency_id)
        agency = await get_agency(session, agency_id)
    title = texts.plural("members.title", len(everybody), agency=agency.name if agency else "")
    start = page * PAGE
    shown = list(enumerate(everybody[start : start + PAGE], start=start + 1))
    lines = [
        texts("members.line", place=n, name=_name(m), role=texts(f"role.{m.role}"), user=m.user_id)
        for n, m in shown
    ]
    buttons = [InlineKeyboardButton(str(n), callback_data=f"member:{m.user_id}") for n, m in shown]
    rows = [buttons[i : i + BUTTONS_A_ROW] for i in range(0, len(buttons), BUTTONS_A_ROW)]
    turns = [("←", page - 1)] if page else []
    turns += [("→", page + 1)] if len(everybody) > start + PAGE else []
    rows += (
        [[InlineKeyboardButton(sign, callback_data=f"members:{to}") for sign, to in turns]] if turns else []
    )
    return "\n".join((title, *lines)), InlineKeyboardMarkup(rows) if rows else None


def _name(member: Member) -> str:
    return member.name or str(member.user_id)


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= 18


async def _replace(
    context: Context, asker: Asker, text: str, keyboard: InlineKeyboardMarkup | None = None
) -> None:
    message = asker.message
    await context.house.calls.replace_text(message.chat_id, message.message_id, text, keyboard)
