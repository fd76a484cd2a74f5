"""Texts, captions and keyboards of the bot: checked as Telegram checks them."""

from typing import Any

from bot.sandbox import errors
from bot.sandbox.entities import find_entities, trim, utf16_length
from bot.sandbox.errors import BadRequestError
from bot.sandbox.html_entities import parse_html
from bot.sandbox.models import Json
from bot.sandbox.params import Params

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_BUTTON_KINDS = ("url", "callback_data", "web_app", "login_url", "copy_text", "switch_inline_query",
                 "switch_inline_query_current_chat", "switch_inline_query_chosen_chat")  # fmt: skip


def formatted(source: str, parse_mode: str, given: list[Json] | None) -> tuple[str, list[Json]]:
    """The text and its entities, those included which Telegram finds itself.

    Raises:
        BadRequestError: the markup is broken, or `parse_mode` is not HTML, the only one known here.
    """
    if parse_mode and parse_mode.lower() != "html":
        raise BadRequestError(errors.PARSE_MODE)
    text, entities = parse_html(source) if parse_mode else (source, list(given or []))
    text, entities = trim(text, entities)
    return text, find_entities(text, entities)


def text_content(params: Params) -> Json:
    """`text` and `entities` of a message.

    Raises:
        BadRequestError: empty, longer than 4,096 UTF-16 units, or broken markup.
    """
    text, entities = formatted(params.text("text"), params.text("parse_mode"), params.json("entities"))
    if not text:
        raise BadRequestError(errors.TEXT_EMPTY)
    if utf16_length(text) > TEXT_LIMIT:
        raise BadRequestError(errors.TEXT_TOO_LONG)
    preview = params.json("link_preview_options")
    return {"text": text} | _if("entities", entities) | _if("link_preview_options", preview)


def caption_content(params: Params) -> Json:
    """`caption` and `caption_entities` of a message, or nothing.

    Raises:
        BadRequestError: longer than 1,024 UTF-16 units, or broken markup.
    """
    given = params.json("caption_entities")
    text, entities = formatted(params.text("caption"), params.text("parse_mode"), given)
    if utf16_length(text) > CAPTION_LIMIT:
        raise BadRequestError(errors.CAPTION_TOO_LONG)
    above = _if("show_caption_above_media", params.boolean("show_caption_above_media"))
    spoiler = _if("has_media_spoiler", params.boolean("has_spoiler"))
    return _if("caption", text) | _if("caption_entities", entities) | above | spoiler


def reply_markup(params: Params) -> Json | None:
    """The keyboard of a message.

    Raises:
        BadRequestError: no object, a button without action, or `callback_data` over 64 bytes.
    """
    markup = params.json("reply_markup")
    if not markup:
        return None
    if not isinstance(markup, dict):
        raise BadRequestError(errors.MARKUP_BROKEN)
    for row in markup.get("inline_keyboard", []):
        for button in row:
            _check_button(button)
    if "inline_keyboard" in markup and not any(markup["inline_keyboard"]):
        return None
    return markup


def _check_button(button: Json) -> None:
    if not any(kind in button for kind in _BUTTON_KINDS):
        raise BadRequestError(errors.BUTTON_KIND)
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise BadRequestError(errors.BUTTON_DATA)


def _if(name: str, value: Any) -> Json:
    return {name: value} if value else {}
