"""Joining, leaving, promoting, blocking; the updates that tell of it."""

import time
from dataclasses import replace

from bot.sandbox.core import Core
from bot.sandbox.models import ADMIN_RIGHTS, CHANNEL_RIGHTS, GROUP_RIGHTS, PRESENT, Chat, Json, Member, User
from bot.sandbox.posting import post

NEVER_GIVEN = {"can_promote_members", "can_post_stories", "can_edit_stories", "can_delete_stories"}


def usual_rights(chat: Chat) -> set[str]:
    """The rights which an administrator gets when nothing else is said."""
    names = ADMIN_RIGHTS + (CHANNEL_RIGHTS if chat.type == "channel" else GROUP_RIGHTS)
    return set(names) - NEVER_GIVEN


def set_member(core: Core, chat: Chat, user: User, member: Member, by: User) -> None:
    """Change a standing and tell: `my_chat_member` or `chat_member`, and a service message in groups."""
    before = replace(core.world.member_of(chat, user.id))
    chat.members[user.id] = member
    update = _update(core, chat, by) | {
        "old_chat_member": before.to_json(user, chat.type),
        "new_chat_member": member.to_json(user, chat.type),
    }
    if user.id == core.bot.id:
        core.tell_bot("my_chat_member", update)
    elif chat.member(core.bot.id).is_admin:
        core.tell_bot("chat_member", update)
    _service_message(core, chat, user, by, (before.status in PRESENT, member.status in PRESENT))
    core.events.publish("world")


def set_blocked(core: Core, user: User, *, blocked: bool) -> None:
    """A person stops or restarts the bot."""
    if user.blocked == blocked:
        return
    chat = core.world.chats[user.id]
    states = [Member("member"), Member("kicked")]
    old, new = states if blocked else states[::-1]
    user.blocked = blocked
    update = _update(core, chat, user)
    update["old_chat_member"] = old.to_json(core.bot, chat.type)
    update["new_chat_member"] = new.to_json(core.bot, chat.type)
    core.tell_bot("my_chat_member", update)
    core.events.publish("world")


def migrate(core: Core, chat: Chat) -> Chat:
    """Turn a group into a supergroup, with both service messages; the new chat is returned."""
    new = core.world.add_chat("supergroup", chat.title)
    new.members = {key: replace(value) for key, value in chat.members.items()}
    creator = next((key for key, value in chat.members.items() if value.status == "creator"), core.bot.id)
    author = core.world.users[creator]
    post(core, chat, author, {"migrate_to_chat_id": new.id})
    post(core, new, author, {"migrate_from_chat_id": chat.id})
    chat.migrated_to = new.id
    core.events.publish("world")
    return new


def _update(core: Core, chat: Chat, by: User) -> Json:
    return {"chat": chat.to_json(), "from": by.to_json(), "date": int(time.time())}


def _service_message(core: Core, chat: Chat, user: User, by: User, present: tuple[bool, bool]) -> None:
    if chat.type == "channel" or present[0] == present[1]:
        return
    member = user.to_json()
    if present[1]:
        post(core, chat, by, {"new_chat_members": [member]})
    else:
        post(core, chat, by, {"left_chat_member": member})
