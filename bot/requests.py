"""HTTP as python-telegram-bot does it, without its log lines: a 502 is a web page, not a catastrophe.

Of the messages that Telegram sends back only the numbers are read: other Bot API servers leave fields out or
echo what they were given, and the library would refuse an answer to a message that was sent all the same.
"""

import json
import time
from http import HTTPStatus
from typing import Any

from telegram.error import TelegramError
from telegram.request import HTTPXRequest

_FAR = 2**32
_MESSAGES = ("send", "edit")


class QuietRequest(HTTPXRequest):
    """`HTTPXRequest` that does not log what it cannot parse: the bytes may be a draft's."""

    async def do_request(self, url: str, *values: Any, **more: Any) -> tuple[int, bytes]:
        """Status and body of an answer, the body with what the library must find there."""
        status, body = await super().do_request(url, *values, **more)
        method = url.rpartition("/")[2]
        if status == HTTPStatus.OK and (method == "getMe" or method.startswith(_MESSAGES)):
            answer = self.parse_json_payload(body)
            answer["result"] = readable(method, answer.get("result"))
            body = json.dumps(answer).encode()
        return status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse an answer.

        Raises:
            TelegramError: it is no JSON object.
        """
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise TelegramError("Invalid server response") from None
        if not isinstance(answer, dict):
            raise TelegramError("Invalid server response")
        return answer


def readable(method: str, result: Any) -> Any:
    """A method's result cut to what the bot uses of it and the library insists on."""
    if method == "getMe" and isinstance(result, dict):
        return {"is_bot": True, "first_name": "", **result}
    if method.startswith(_MESSAGES):
        if isinstance(result, list):
            return [_sent(message) for message in result]
        return True if result is None else _sent(result)
    return result


def _sent(message: Any) -> Any:
    if not isinstance(message, dict) or "message_id" not in message:
        return message
    chat, date = message.get("chat") or {}, message.get("date")
    return {
        "message_id": message["message_id"],
        "date": date if isinstance(date, int) and date < _FAR else int(time.time()),
        "chat": {"id": chat.get("id", 0), "type": chat.get("type", "private")},
    }


def make_request(connections: int) -> QuietRequest:
    """A pool of connections with timeouts for a phone network's day."""
    return QuietRequest(
        connection_pool_size=connections,
        connect_timeout=10,
        read_timeout=20,
        write_timeout=20,
        media_write_timeout=60,
        pool_timeout=30,
    )
