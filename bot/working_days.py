"""Working time: Monday to Friday, nine to six. Public holidays are not known here."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

OPENS, CLOSES = 9, 18
_SATURDAY = 5


def a_working_day_after(moment: datetime, timezone: str) -> datetime:
    """The same time on the next working day, moved into working hours."""
    local = moment.astimezone(ZoneInfo(timezone))
    start = _into_working_time(local)
    return _into_working_time(start + timedelta(days=1)).astimezone(moment.tzinfo)


def _into_working_time(local: datetime) -> datetime:
    if local.hour >= CLOSES:
        local = _opening(local + timedelta(days=1))
    elif local.hour < OPENS:
        local = _opening(local)
    while local.weekday() >= _SATURDAY:
        local = _opening(local + timedelta(days=1))
    return local


def _opening(local: datetime) -> datetime:
    return local.replace(hour=OPENS, minute=0, second=0, microsecond=0)
