"""Texts, copies, forwards, chat actions and reactions."""

import time

from bot.sandbox import errors
from bot.sandbox.core import Core
from bot.sandbox.errors import BadRequestError
from bot.sandbox.methods.formatting import caption_content, text_content
from bot.sandbox.methods.registry import find_message, method, readable_chat, writable_chat
from bot.sandbox.methods.sending import send
from bot.sandbox.models import Json, Message
from bot.sandbox.params import Params
from bot.sandbox.posting import content_of, origin, shown

ACTIONS = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
]
EMOJI = (
    "👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴"
    "😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾😡"
)


@method("sendMessage")
async def send_message(core: Core, params: Params) -> Json:
    """Send a text."""
    writable_chat(core, params)
    return send(core, params, text_content(params))


def _source(core: Core, params: Params, message_id: int, missing: str) -> Message:
    chat = readable_chat(core, params, "from_chat_id")
    return find_message(core, chat, message_id, missing)


def _copy(core: Core, params: Params, message_id: int) -> Json:
    source = _source(core, params, message_id, errors.COPY_NOT_FOUND)
    content = content_of(source)
    if "caption" in params.values:
        content = {key: value for key, value in content.items() if not key.startswith("caption")}
        content |= caption_content(params)
    return {"message_id": send(core, params, content)["message_id"]}


def _forward(core: Core, params: Params, message_id: int) -> Json:
    source = _source(core, params, message_id, errors.FORWARD_NOT_FOUND)
    return send(core, params, content_of(source) | {"forward_origin": origin(core, source)})


def _many(core: Core, params: Params) -> list[int]:
    chat = readable_chat(core, params, "from_chat_id")
    wanted = [int(item) for item in params.json("message_ids") or []]
    return [item for item in wanted if core.world.message(chat.id, item)]


@method("copyMessage")
async def copy_message(core: Core, params: Params) -> Json:
    """Send a message's content again, without its author."""
    return _copy(core, params, params.integer("message_id"))


@method("copyMessages")
async def copy_messages(core: Core, params: Params) -> list[Json]:
    """Copy several; what is gone is skipped."""
    return [_copy(core, params, item) for item in _many(core, params)]


@method("forwardMessage")
async def forward_message(core: Core, params: Params) -> Json:
    """Send a message on, with its origin."""
    return _forward(core, params, params.integer("message_id"))


@method("forwardMessages")
async def forward_messages(core: Core, params: Params) -> list[Json]:
    """Forward several; what is gone is skipped."""
    return [{"message_id": _forward(core, params, item)["message_id"]} for item in _many(core, params)]


@method("sendChatAction")
async def send_chat_action(core: Core, params: Params) -> bool:
    """Show «typing…» for five seconds or until the next message."""
    chat = writable_chat(core, params)
    action = params.text("action")
    if action not in ACTIONS:
        raise BadRequestError(errors.ACTION_WRONG)
    core.actions[chat.id] = {"action": action, "until": time.time() + 5}
    core.events.publish("action", chat=chat.id, action=action)
    return True


@method("setMessageReaction")
async def set_message_reaction(core: Core, params: Params) -> bool:
    """Put an emoji on a message, or take it off."""
    chat = readable_chat(core, params)
    message = find_message(core, chat, params.integer("message_id"), errors.REACT_NOT_FOUND)
    reactions = params.json("reaction") or []
    if any(item.get("emoji", "👍").rstrip("\ufe0f") not in EMOJI for item in reactions):
        raise BadRequestError(errors.REACTION_INVALID)
    message.reactions[core.bot.id] = reactions
    core.events.publish("edited", chat=chat.id, message=shown(message))
    return True
