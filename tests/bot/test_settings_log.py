"""Settings in the event log."""

import json
from pathlib import Path

from bot.settings import Settings
from bot.settings_log import note_settings
from bot.store.database import Database
from tests.bot.running import rows


async def test_a_changed_setting_is_an_event_and_an_unchanged_one_is_not(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/adep.sqlite3")
    await database.open()
    for owners in ({1}, {1}, {1, 2}):
        await note_settings(database, Settings(admin_ids=frozenset(owners)))
    await database.close()
    noted = [json.loads(row["data"]) for row in rows("SELECT data FROM events WHERE kind = 'settings'")]
    assert [item["owners"] for item in noted] == [[1], [1, 2]]
    assert "token" not in json.dumps(noted)
