"""Members put into a database directly: for tests of what they may see."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from bot.texts import Texts

NOT_YOURS = Texts("ru")("rights.none")
BORDER = {1: "Акимат А", 2: "Акимат Б"}


def make_agencies(path: Path, members: Mapping[int, tuple[int, str]]) -> None:
    """Two agencies, and members by id: (agency, role)."""
    with sqlite3.connect(path) as connection:
        for number, name in BORDER.items():
            connection.execute(
                "INSERT INTO agencies (id, name, created_at) VALUES (?, ?, '2026-01-01') "
                "ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                (number, name),
            )
        for user, (agency, role) in members.items():
            connection.execute(
                "INSERT INTO members (user_id, agency_id, role, name, joined_at) VALUES (?, ?, ?, '', '2026-01-01')",
                (user, agency, role),
            )
