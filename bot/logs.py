"""Log lines as text or JSON; never a token, never words of a draft."""

import json
import logging
import sys
from datetime import UTC, datetime

# httpx writes every URL, and with it the token, at INFO. python-telegram-bot and aiohttp write tracebacks of
# what is ordinary here (429, 502, a lost connection) and handled where it happens. SQLAlchemy writes rows at
# DEBUG.
_QUIET = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "telegram": logging.CRITICAL,
    "apscheduler": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "alembic": logging.WARNING,
    "PIL": logging.INFO,
    "aiohttp.access": logging.WARNING,
    "aiohttp.server": logging.CRITICAL,
}


class _Redacting(logging.Formatter):
    def __init__(self, fmt: str | None, secrets: tuple[str, ...]) -> None:
        super().__init__(fmt)
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        line = self._line(record)
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return line

    def _line(self, record: logging.LogRecord) -> str:
        return super().format(record)


class _Json(_Redacting):
    def _line(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def configure_logs(level: str, form: str, secrets: tuple[str, ...] = ()) -> None:
    """Send all logs to stderr.

    Args:
        level: "DEBUG", "INFO", "WARNING" or "ERROR".
        form: "text" or "json".
        secrets: words that are replaced by *** in every line.
    """
    handler = logging.StreamHandler(sys.stderr)
    text = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    handler.setFormatter(_Json(None, secrets) if form == "json" else _Redacting(text, secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, quiet_level in _QUIET.items():
        logging.getLogger(name).setLevel(max(quiet_level, logging.getLevelName(level)))


def describe(error: BaseException) -> str:
    """What a log may say of an unexpected error: its kind and place, not its words (perhaps a draft's)."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    if frame is None:
        return type(error).__name__
    code = frame.tb_frame.f_code
    return f"{type(error).__name__} in {code.co_name} ({code.co_filename}:{frame.tb_lineno})"
