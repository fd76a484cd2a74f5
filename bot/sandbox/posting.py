"""Writing, changing and deleting messages: the JSON, the updates and the events that follow."""

import time
from itertools import chain

from bot.sandbox.core import Core
from bot.sandbox.kinds import DATA_KINDS, FILE_KINDS
from bot.sandbox.models import Chat, Json, Message, User
from bot.sandbox.world import ANONYMOUS_ADMIN, CHANNEL_BOT, TELEGRAM

ENVELOPE = frozenset(
    [
        "message_id",
        "date",
        "chat",
        "from",
        "sender_chat",
        "author_signature",
        "reply_to_message",
        "edit_date",
        "message_thread_id",
        "is_topic_message",
        "is_automatic_forward",
        "reply_markup",
        "media_group_id",
        "via_bot",
        "quote",
    ]
)

ATTACHMENTS = ("photo", "document", *FILE_KINDS, *DATA_KINDS)


def content_of(message: Message, *, keep_origin: bool = False) -> Json:
    """What a message says, without its envelope; the origin of a forward belongs to it on request."""
    left_out = ENVELOPE if keep_origin else ENVELOPE | {"forward_origin"}
    return {key: value for key, value in message.json.items() if key not in left_out}


def post(
    core: Core,
    chat: Chat,
    author: User,
    content: Json,
    *,
    reply_to: Message | None = None,
    thread: int = 0,
    as_chat: Chat | None = None,
) -> Message:
    """Write a message; tell the bot (unless it is the author), the page and a linked discussion group."""
    message_id = core.world.next_message_id(chat)
    json: Json = {"message_id": message_id, **_sender(chat, author, as_chat), "chat": chat.to_json()}
    json |= {"date": int(time.time())} | _place(core, chat, reply_to, thread) | content
    message = core.world.keep(Message(chat.id, message_id, author.id, json))
    if author.id == core.bot.id:
        core.actions.pop(chat.id, None)
    elif core.bot_sees(chat) and _heard(core, chat, json):
        core.tell_bot(update_kind(chat), json.copy())
    core.events.publish("message", chat=chat.id, message=shown(message))
    _forward_to_discussion(core, chat, message)
    return message


def update_kind(chat: Chat, *, edited: bool = False) -> str:
    """The kind of update which tells of a message in this chat."""
    kind = "channel_post" if chat.type == "channel" else "message"
    return f"edited_{kind}" if edited else kind


def shown(message: Message) -> Json:
    """The message for the page: with its true author and the reactions."""
    extra = {"author_id": message.author_id, "reactions": list(chain(*message.reactions.values()))}
    return message.json | {"sandbox": extra}


def change(core: Core, message: Message, content: Json, *, dated: bool = True) -> Message:
    """Replace what a message says; tell the bot when a person did it."""
    kept = {key: value for key, value in message.json.items() if key in ENVELOPE | {"forward_origin"}}
    message.json = kept | content
    if dated:
        message.json["edit_date"] = int(time.time())
    chat = core.world.chats[message.chat_id]
    if message.author_id != core.bot.id and core.bot_sees(chat) and _heard(core, chat, message.json):
        core.tell_bot(update_kind(chat, edited=True), message.json.copy())
    core.events.publish("edited", chat=chat.id, message=shown(message))
    return message


def remove(core: Core, messages: list[Message]) -> None:
    """Delete messages; Telegram tells bots nothing of it."""
    for message in messages:
        message.deleted = True
        core.events.publish("deleted", chat=message.chat_id, message_id=message.id)


def origin(core: Core, message: Message) -> Json:
    """Telegram's `MessageOrigin` for a forward of this message."""
    if "forward_origin" in message.json:
        return dict(message.json["forward_origin"])
    date = message.json["date"]
    if message.json["chat"]["type"] == "channel":
        signed = {key: message.json[key] for key in ("author_signature",) if key in message.json}
        told = {"chat": message.json["chat"], "message_id": message.id}
        return {"type": "channel", "date": date} | told | signed
    if "sender_chat" in message.json:
        return {"type": "chat", "date": date, "sender_chat": message.json["sender_chat"]}
    author = core.world.users[message.author_id]
    if author.hides_forwards:
        return {"type": "hidden_user", "date": date, "sender_user_name": author.full_name}
    return {"type": "user", "date": date, "sender_user": author.to_json()}


def _heard(core: Core, chat: Chat, json: Json) -> bool:
    """Whether privacy mode lets the message through."""
    if not core.privacy_mode or chat.type not in ("group", "supergroup") or chat.member(core.bot.id).is_admin:
        return True
    words = json.get("text", json.get("caption"))
    command, _, addressee = (words or "").split(" ")[0].partition("@")
    if command.startswith("/"):
        return addressee in ("", core.bot.username)
    to_bot = json.get("reply_to_message", {}).get("from", {}).get("id") == core.bot.id
    service = words is None and not any(kind in json for kind in ATTACHMENTS)
    return to_bot or service


def _sender(chat: Chat, author: User, as_chat: Chat | None) -> Json:
    if chat.type == "channel":
        signature = chat.member(author.id).custom_title
        signed = {"author_signature": signature} if signature else {}
        return {"sender_chat": chat.to_json()} | signed
    if as_chat is not None:
        stand_in = TELEGRAM if author.id == TELEGRAM.id else CHANNEL_BOT
        return {"from": stand_in.to_json(), "sender_chat": as_chat.to_json()}
    if chat.member(author.id).is_anonymous:
        return {"from": ANONYMOUS_ADMIN.to_json(), "sender_chat": chat.to_json()}
    return {"from": author.to_json()}


def _place(core: Core, chat: Chat, reply_to: Message | None, thread: int) -> Json:
    place: Json = {}
    if thread:
        place |= {"message_thread_id": thread, "is_topic_message": True}
        reply_to = reply_to or core.world.message(chat.id, thread)
    if reply_to is not None:
        quoted = {key: value for key, value in reply_to.json.items() if key != "reply_to_message"}
        place["reply_to_message"] = quoted
        if reply_to.json.get("is_automatic_forward"):
            place["message_thread_id"] = reply_to.id
    return place


def _forward_to_discussion(core: Core, chat: Chat, message: Message) -> None:
    group = core.world.chats.get(chat.linked_chat_id or 0)
    if chat.type != "channel" or group is None:
        return
    content = content_of(message) | {"forward_origin": origin(core, message), "is_automatic_forward": True}
    content |= {key: message.json[key] for key in ("media_group_id",) if key in message.json}
    post(core, group, TELEGRAM, content, as_chat=chat)
