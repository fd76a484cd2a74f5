"""Presses of inline buttons: the callback query and the wait for its answer."""

import secrets

from bot.sandbox.core import Core
from bot.sandbox.models import Json, User


class NoButtonError(ValueError):
    """The message has no such button."""

    def __init__(self, wanted: str) -> None:
        """`wanted` is the text or callback_data asked for."""
        super().__init__(f"the message has no button {wanted!r} that calls back")


def find_button(message: Json, wanted: str) -> str:
    """The callback_data of a button named by its text or by its callback_data.

    Raises:
        NoButtonError: there is none.
    """
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    for button in (item for row in rows for item in row):
        if "callback_data" in button and wanted in (button["text"], button["callback_data"]):
            return str(button["callback_data"])
    raise NoButtonError(wanted)


async def press(core: Core, user: User, message: Json, button: str, wait: float) -> Json | None:
    """Press a button and wait up to `wait` seconds for the answer; None when there is none.

    A message deleted meanwhile reaches the bot as inaccessible, as in Telegram.
    """
    chat_id, message_id = int(message["chat"]["id"]), int(message["message_id"])
    stored = core.world.message(chat_id, message_id)
    shown = stored.json if stored else {"chat": message["chat"], "message_id": message_id, "date": 0}
    data = find_button(stored.json if stored else message, button)
    query_id = str(secrets.randbits(62))
    entry: Json = {"id": query_id, "user": user.id, "chat": chat_id}
    core.presses[query_id] = entry
    query: Json = {"id": query_id, "from": user.to_json(), "message": shown}
    core.tell_bot("callback_query", query | {"chat_instance": str(abs(chat_id)), "data": data})
    try:
        return await core.events.wait(lambda: entry.get("answer"), wait) if wait > 0 else None
    except TimeoutError:
        return None
