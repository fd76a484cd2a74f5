"""/export: the decisions of a period as a CSV or XLSX document."""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Select
from telegram import Update
from telegram.constants import ChatAction
from telegram.ext import CommandHandler

from bot.exporting import COLUMNS, FORMATS, cells
from bot.handlers.context import Context, Handlers
from bot.handlers.rights import Asker, asker_with, manages
from bot.stats_words import PERIODS, number
from bot.store import audit
from bot.store.base import utcnow
from bot.store.decisions import DecisionRow
from bot.store.rollup import day_of
from bot.store.search import Filter, search
from bot.store.statistics import Period, within
from bot.telegram_retries import retried

DEFAULT_PERIOD, DEFAULT_FORMAT = "30d", "xlsx"
AT_ONCE = 500
LARGEST_FILE = 49 * 1024 * 1024  # Telegram takes 50 MB from a bot
MOST_ROWS = 1_000_000  # of a sheet


def handlers() -> Handlers:
    """The handlers of this subject."""
    return [CommandHandler("export", export)]


async def export(update: Update, context: Context) -> None:
    """Send the decisions of a period; the words after the command are the period and the format."""
    asker = await asker_with(update, context, manages)
    if asker is None:
        return
    words = [word.lower().removeprefix(".") for word in asker.arguments]
    if unknown := [word for word in words if word not in (*PERIODS, *FORMATS)]:
        await context.reply(asker.message, asker.texts("export.usage", word=unknown[0]))
        return
    name = next((word for word in words if word in PERIODS), DEFAULT_PERIOD)
    form = next((word for word in words if word in FORMATS), DEFAULT_FORMAT)
    async with context.house.calls.doing(asker.message.chat_id, ChatAction.UPLOAD_DOCUMENT):
        with tempfile.TemporaryDirectory(prefix="adep-export-") as folder:
            await _export(context, asker, name, Path(folder) / f"adep-{name}.{form}")


async def _export(context: Context, asker: Asker, name: str, path: Path) -> None:
    count = await _write(context, asker, _query(asker, name), path)
    texts, calls, chat_id = asker.texts, context.house.calls, asker.message.chat_id
    data = await asyncio.to_thread(path.read_bytes)
    if not count or count > MOST_ROWS or len(data) > LARGEST_FILE:
        await context.reply(asker.message, texts("export.too_large" if count else "export.empty"))
        return
    async with context.house.database.writing() as session:
        by = asker.membership
        await audit.record(
            session, "export", actor_id=by.user_id, agency_id=by.agency_id, period=name, rows=count
        )
    caption = texts.plural("export.done", count, shown=number(count, texts))
    await retried(lambda: calls.bot.send_document(chat_id, data, caption=caption, filename=path.name))


def _query(asker: Asker, name: str) -> Select[DecisionRow]:
    today, days = day_of(utcnow()), PERIODS[name]
    period = Period(today - timedelta(days=days - 1) if days else None, today)
    return search(asker.membership, Filter()).where(*within(period)).order_by(DecisionRow.created_at)


async def _write(context: Context, asker: Asker, query: Select[DecisionRow], path: Path) -> int:
    """Write the file in portions, so that neither memory nor the event loop is held for long."""
    zone = ZoneInfo(context.house.settings.timezone)
    sheet = await asyncio.to_thread(FORMATS[path.suffix[1:]], path)
    await asyncio.to_thread(sheet.add, [COLUMNS])
    count = 0
    async with context.house.database.reading() as session:
        stream = await session.stream_scalars(query.execution_options(yield_per=AT_ONCE))
        async for rows in stream.partitions(AT_ONCE):
            count += len(rows)
            await asyncio.to_thread(sheet.add, [cells(row, zone) for row in rows])
            session.expunge_all()
            if count > MOST_ROWS:
                break
    await asyncio.to_thread(sheet.close)
    return count
