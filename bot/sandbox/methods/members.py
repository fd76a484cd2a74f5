"""Chats and who is in them."""

from bot.sandbox import errors
from bot.sandbox.core import Core
from bot.sandbox.errors import BadRequestError, ForbiddenError
from bot.sandbox.membership import set_member
from bot.sandbox.methods.registry import find_chat, method, readable_chat
from bot.sandbox.models import Chat, Json, Member
from bot.sandbox.params import Params

_PERMISSIONS = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
]
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


@method("getChat")
async def get_chat(core: Core, params: Params) -> Json:
    """Telegram's `ChatFullInfo`."""
    chat = find_chat(core, params)
    if chat.user is None and not chat.has(core.bot.id) and not chat.username:
        raise ForbiddenError(_outside(chat))
    full = chat.to_json() | {"accent_color_id": 0, "max_reaction_count": 11}
    full["accepted_gift_types"] = dict.fromkeys(_GIFTS, False)
    if chat.linked_chat_id:
        full["linked_chat_id"] = chat.linked_chat_id
    if chat.slow_mode_delay:
        full["slow_mode_delay"] = chat.slow_mode_delay
    return full | ({} if chat.is_private else {"permissions": dict.fromkeys(_PERMISSIONS, True)})


def _outside(chat: Chat) -> str:
    return f"bot is not a member of the {chat.type} chat"


def _check_list(core: Core, chat: Chat) -> None:
    hidden = chat.members_hidden or chat.type == "channel"
    if hidden and not chat.member(core.bot.id).is_admin:
        raise BadRequestError(errors.MEMBERS_HIDDEN)


@method("getChatMember")
async def get_chat_member(core: Core, params: Params) -> Json:
    """The standing of one user."""
    chat = readable_chat(core, params)
    user_id = params.integer("user_id")
    if user_id not in core.world.users:
        raise BadRequestError(errors.USER_NOT_FOUND)
    if user_id != core.bot.id:
        _check_list(core, chat)
    return core.world.member_json(chat, user_id)


@method("getChatAdministrators")
async def get_chat_administrators(core: Core, params: Params) -> list[Json]:
    """The creator and the administrators, other bots left out."""
    chat = readable_chat(core, params)
    if chat.is_private:
        raise BadRequestError(errors.NO_ADMINISTRATORS)
    _check_list(core, chat)
    users = core.world.users
    admins = {key: item for key, item in chat.members.items() if item.is_admin}
    shown = [key for key in admins if key == core.bot.id or not users[key].is_bot]
    return [admins[key].to_json(users[key], chat.type) for key in shown]


@method("getChatMemberCount")
async def get_chat_member_count(core: Core, params: Params) -> int:
    """How many are in the chat."""
    chat = readable_chat(core, params)
    return 2 if chat.is_private else sum(chat.has(key) for key in chat.members)


@method("leaveChat")
async def leave_chat(core: Core, params: Params) -> bool:
    """The bot goes."""
    chat = readable_chat(core, params)
    if chat.is_private:
        raise BadRequestError(errors.NOT_LEAVABLE)
    set_member(core, chat, core.bot, Member("left"), core.bot)
    return True
