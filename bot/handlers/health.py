"""/health: how the bot is, for those who run it."""

import shutil
from pathlib import Path

from telegram import Update
from telegram.ext import CommandHandler

from bot.backup import last_backup
from bot.handlers.context import Context, Handlers
from bot.handlers.history import local_time
from bot.handlers.rights import asker_with, owns
from bot.house import House
from bot.stats_words import decimal, number
from bot.store.condition import Condition, condition_of
from bot.texts import Texts

LITTLE_SPACE = 1024**3
MANY_WAITING = 50


def handlers() -> Handlers:
    """The handlers of this subject."""
    return [CommandHandler("health", health)]


async def health(update: Update, context: Context) -> None:
    """Say what runs, what waits, and how much room is left."""
    asker = await asker_with(update, context, owns)
    if asker is None:
        return
    condition = await condition_of(context.house.database)
    await context.reply(asker.message, _report(context.house, condition, asker.texts))


def _report(house: House, condition: Condition, texts: Texts) -> str:
    return "\n\n".join((texts("health.title"), _models(house, texts), _work(house, condition, texts)))


def _models(house: House, texts: Texts) -> str:
    models = [f"{name} {version}" for name, version in house.reviewer.models.items() if name != "rulebook"]
    lines = [texts("health.models", list="; ".join(models))]
    book = house.book
    lines.append(texts("health.rules", count=len(book), version=book.version, checked=book.checked))
    return "\n".join(lines)


def _work(house: House, condition: Condition, texts: Texts) -> str:
    waiting = house.reviewer.waiting()
    counts = {"waiting": waiting, "inbox": condition.inbox, "outbox": condition.outbox}
    free = shutil.disk_usage(_folder(house)).free
    size = megabytes(condition.size, texts) if condition.size is not None else "—"
    shown = number(condition.last_decision, texts)
    lines = [
        _mark(waiting < MANY_WAITING) + texts("health.queue", **counts),
        "✅ " + texts("health.database", size=size, revision=condition.revision, decisions=shown),
        _mark(free > LITTLE_SPACE) + texts("health.disk", free=megabytes(free, texts)),
        _backup(house, texts),
    ]
    return "\n".join(lines)


def _backup(house: House, texts: Texts) -> str:
    settings = house.settings
    if settings.backup_dir is None:
        return "⚠️ " + texts("health.no_backups")
    last = last_backup(settings.backup_dir)
    time = local_time(last, settings.timezone) if last else "—"
    return _mark(last is not None) + texts("health.backup", time=time)


def _folder(house: House) -> Path:
    file = house.database.file
    return file.absolute().parent if file is not None else Path.cwd()


def _mark(good: bool) -> str:
    return "✅ " if good else "⚠️ "


def megabytes(size: int, texts: Texts) -> str:
    """A size in megabytes, in gigabytes from a thousand of them on."""
    if size >= 1000 * 1024**2:
        return texts("health.gigabytes", count=decimal(size / 1024**3, texts))
    return texts("health.megabytes", count=decimal(size / 1024**2, texts))
