"""When somebody may be disturbed: quiet hours, and a quarter of an hour between two warnings."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.store.chats import ChatRow

BETWEEN_WARNINGS = timedelta(minutes=15)


def quiet_until(chat: ChatRow, now: datetime, timezone: str) -> datetime | None:
    """The end of the quiet hours that `now` falls into; None outside of them."""
    if chat.quiet_from is None or chat.quiet_to is None or chat.quiet_from == chat.quiet_to:
        return None
    local = now.astimezone(ZoneInfo(timezone))
    length = (chat.quiet_to - chat.quiet_from) % 24
    since = (local.hour - chat.quiet_from) % 24
    if since >= length:
        return None
    return local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=length - since)


def warning_due(chat: ChatRow, last: datetime | None, now: datetime, timezone: str) -> datetime:
    """When an author may be told, if the last time was `last`."""
    earliest = max(now, last + BETWEEN_WARNINGS) if last else now
    return max(earliest, quiet_until(chat, earliest, timezone) or earliest)
