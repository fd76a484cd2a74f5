"""HTTP as python-telegram-bot does it, without its log lines: a 502 is a web page, not a catastrophe."""

import json
from typing import Any

from telegram.error import TelegramError
from telegram.request import HTTPXRequest


class QuietRequest(HTTPXRequest):
    """`HTTPXRequest` that does not log what it cannot parse: the bytes may be a draft's."""

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
