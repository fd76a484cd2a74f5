"""Care of the records: what has reached the end of its time is removed, at start and every hour."""

import asyncio
import logging

from bot.logs import describe
from bot.store import audit
from bot.store.broadcasts import forget_unconfirmed
from bot.store.cases import forget_names
from bot.store.database import Database
from bot.store.inbox import forget_handled
from bot.store.retention import redact_older_than

log = logging.getLogger(__name__)

EVERY_S = 3600


async def take_care(database: Database, retention_days: int) -> None:
    """Clean up until cancelled."""
    while True:
        try:
            await clean_up(database, retention_days)
        except Exception as error:  # the next hour will do it
            log.error("records could not be cleaned up: %s", describe(error))  # noqa: TRY400
        await asyncio.sleep(EVERY_S)


async def clean_up(database: Database, retention_days: int) -> int:
    """Redact texts past their retention and forget old keys; returns how many texts were redacted."""
    redacted = 0
    while True:
        async with database.writing() as session:
            count = await redact_older_than(session, retention_days)
        redacted += count
        if not count:
            break
    async with database.writing() as session:
        await forget_handled(session)
        await forget_unconfirmed(session)
        await forget_names(session, retention_days)
        number, digest = await audit.head(session)
    # In the service's log the head is out of the reach of whoever may write the database only.
    log.info("event log: head %d:%s", number, digest)
    if redacted:
        log.info("%d texts redacted after %d days", redacted, retention_days)
    return redacted
