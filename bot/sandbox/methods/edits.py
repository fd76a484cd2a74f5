"""Changing and deleting messages, and answering presses of buttons."""

from bot.sandbox import errors
from bot.sandbox.core import Core
from bot.sandbox.errors import BadRequestError
from bot.sandbox.methods.formatting import caption_content, reply_markup, text_content
from bot.sandbox.methods.media import item_content
from bot.sandbox.methods.registry import find_message, method, readable_chat, writable_chat
from bot.sandbox.models import Chat, Json, Message
from bot.sandbox.params import Params
from bot.sandbox.posting import change, content_of, remove

_MEDIA = ("photo", "video", "document", "animation", "audio", "voice")


def _own_message(core: Core, params: Params) -> Message:
    if not params.has("message_id"):
        raise BadRequestError(errors.IDENTIFIER_MISSING)
    chat = writable_chat(core, params)
    message = find_message(core, chat, params.integer("message_id"), errors.EDIT_NOT_FOUND)
    if message.author_id != core.bot.id and not _may_edit(core, chat):
        raise BadRequestError(errors.EDIT_REFUSED)
    return message


def _may_edit(core: Core, chat: Chat) -> bool:
    return chat.type == "channel" and chat.member(core.bot.id).may("can_edit_messages")


def _apply(core: Core, message: Message, content: Json, params: Params) -> Json:
    keyboard = reply_markup(params)
    if content == content_of(message, keep_origin=True) and keyboard == message.json.get("reply_markup"):
        raise BadRequestError(errors.EDIT_SAME)
    dated = content != content_of(message, keep_origin=True)
    message.json = {key: value for key, value in message.json.items() if key != "reply_markup"}
    if keyboard:
        message.json["reply_markup"] = keyboard
    return change(core, message, content, dated=dated).json


@method("editMessageText")
async def edit_message_text(core: Core, params: Params) -> Json:
    """Replace the text of a message of the bot."""
    message = _own_message(core, params)
    content = text_content(params)
    if "text" not in message.json:
        raise BadRequestError(errors.EDIT_NO_TEXT)
    return _apply(core, message, content, params)


@method("editMessageCaption")
async def edit_message_caption(core: Core, params: Params) -> Json:
    """Replace the caption of a picture or file of the bot."""
    message = _own_message(core, params)
    if not any(kind in message.json for kind in _MEDIA):
        raise BadRequestError(errors.EDIT_NO_CAPTION)
    kept = content_of(message)
    kept = {key: value for key, value in kept.items() if not key.startswith("caption")}
    return _apply(core, message, kept | caption_content(params), params)


@method("editMessageMedia")
async def edit_message_media(core: Core, params: Params) -> Json:
    """Replace the picture or file of a message of the bot, its caption too."""
    message = _own_message(core, params)
    return _apply(core, message, await item_content(core, params, params.json("media") or {}), params)


@method("editMessageReplyMarkup")
async def edit_message_reply_markup(core: Core, params: Params) -> Json:
    """Replace or take away the buttons of a message of the bot."""
    message = _own_message(core, params)
    return _apply(core, message, content_of(message, keep_origin=True), params)


def _may_delete(core: Core, chat: Chat, message: Message) -> bool:
    member = chat.member(core.bot.id)
    return chat.is_private or message.author_id == core.bot.id or member.may("can_delete_messages")


@method("deleteMessage")
async def delete_message(core: Core, params: Params) -> bool:
    """Delete a message which the bot wrote, or may delete as an administrator."""
    chat = readable_chat(core, params)
    message = find_message(core, chat, params.integer("message_id"), errors.DELETE_NOT_FOUND)
    if not _may_delete(core, chat, message):
        raise BadRequestError(errors.DELETE_REFUSED)
    remove(core, [message])
    return True


@method("deleteMessages")
async def delete_messages(core: Core, params: Params) -> bool:
    """Delete several; what is gone is skipped."""
    chat = readable_chat(core, params)
    found = [core.world.message(chat.id, int(item)) for item in params.json("message_ids") or []]
    messages = [item for item in found if item is not None]
    if not all(_may_delete(core, chat, item) for item in messages):
        raise BadRequestError(errors.DELETE_REFUSED)
    remove(core, messages)
    return True


@method("answerCallbackQuery")
async def answer_callback_query(core: Core, params: Params) -> bool:
    """Answer a press; a query can be answered once."""
    press = core.presses.get(params.text("callback_query_id"))
    if press is None or "answer" in press:
        raise BadRequestError(errors.QUERY_OLD)
    answer = {"text": params.text("text"), "show_alert": params.boolean("show_alert")}
    press["answer"] = answer | ({"url": params.text("url")} if params.has("url") else {})
    core.events.publish("answer", **press)
    return True
