"""Settings that change who may do what, or how drafts are judged, are events as well."""

from typing import Any

from sqlalchemy import select

from bot.settings import Settings
from bot.store import audit
from bot.store.audit import Event
from bot.store.database import Database


async def note_settings(database: Database, settings: Settings) -> None:
    """Record these settings if they are not the ones recorded last."""
    noted: dict[str, Any] = {
        "owners": sorted(settings.admin_ids),
        "open_access": settings.open_access,
        "text_retention_days": settings.text_retention_days,
        "policy_dir": str(settings.policy_dir or ""),
        "text_model": settings.text_model,
        "image_model": settings.image_model,
    }
    query = select(Event.data).where(Event.kind == "settings").order_by(Event.id.desc()).limit(1)
    async with database.writing() as session:
        if await session.scalar(query) != audit.canonical(noted):
            await audit.record(session, "settings", **noted)
