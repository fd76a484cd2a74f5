"""Reminders: a case that has waited for a working day is brought to mind, and then every working day."""

import asyncio
import logging
from datetime import datetime

from bot.cases import deciders
from bot.logs import describe
from bot.messenger import Messenger
from bot.store.appeals import Appeal, open_appeals
from bot.store.base import utcnow
from bot.store.database import Database
from bot.store.notices import Notice, owe
from bot.working_days import a_working_day_after

log = logging.getLogger(__name__)

EVERY_S = 300


async def remind(database: Database, messenger: Messenger, timezone: str) -> None:
    """Remind until cancelled."""
    while True:
        try:
            messenger.queue(await due_reminders(database, timezone))
        except Exception as error:  # the next round will do it
            log.error("no reminders: %s", describe(error))  # noqa: TRY400
        await asyncio.sleep(EVERY_S)


async def due_reminders(database: Database, timezone: str) -> list[Notice]:
    """Owe the reminders that are due now: to the one who took the case, else to all who could."""
    notices: list[Notice] = []
    async with database.writing() as session:
        for appeal in await open_appeals(session):
            if a_working_day_after(_last_moved(appeal), timezone) > utcnow():
                continue
            everybody = await deciders(session, appeal.agency_id, appeal.author_id)
            people = [appeal.taken_by] if appeal.taken_by in everybody else everybody
            notices += await owe(session, "reminder", appeal.id, people)
            appeal.reminded_at = utcnow()
    return notices


def _last_moved(appeal: Appeal) -> datetime:
    return max(moment for moment in (appeal.created_at, appeal.taken_at, appeal.reminded_at) if moment)
