"""The common end of all sending: destination, reply, keyboard, the stored message."""

from typing import Any

from bot.sandbox import errors
from bot.sandbox.core import Core
from bot.sandbox.errors import BadRequestError
from bot.sandbox.methods.formatting import reply_markup
from bot.sandbox.methods.registry import writable_chat
from bot.sandbox.models import Chat, Json, Message
from bot.sandbox.params import Params
from bot.sandbox.posting import post


def send(core: Core, params: Params, content: Json, *, markup: bool = True) -> Json:
    """Write a message of the bot where the parameters say; the answer is Telegram's `Message`."""
    chat = writable_chat(core, params)
    reply_to = _reply_target(core, chat, params)
    thread = _thread(core, chat, params)
    keyboard = reply_markup(params) if markup else None
    if keyboard and "inline_keyboard" in keyboard:
        content = content | {"reply_markup": keyboard}
    elif keyboard:
        chat.keyboard = None if keyboard.get("remove_keyboard") else keyboard
    message = post(core, chat, core.bot, content, reply_to=reply_to, thread=thread)
    return message.json


def _reply_target(core: Core, chat: Chat, params: Params) -> Message | None:
    given: dict[str, Any] = params.json("reply_parameters") or {}
    wanted = int(given.get("message_id") or params.integer("reply_to_message_id"))
    if not wanted:
        return None
    chat_id = int(given.get("chat_id") or chat.id)
    target = core.world.message(chat_id, wanted)
    lenient = given.get("allow_sending_without_reply") or params.boolean("allow_sending_without_reply")
    if target is None and not lenient:
        raise BadRequestError(errors.REPLY_NOT_FOUND)
    return target if chat_id == chat.id else None


def _thread(core: Core, chat: Chat, params: Params) -> int:
    thread = params.integer("message_thread_id")
    if not thread or (chat.is_forum and thread == 1):
        return 0
    if chat.is_forum and thread not in chat.topics:
        raise BadRequestError(errors.THREAD_NOT_FOUND)
    if not chat.is_forum and core.world.message(chat.id, thread) is None:
        raise BadRequestError(errors.THREAD_NOT_FOUND)
    return thread if chat.is_forum else 0
