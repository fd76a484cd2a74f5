"""Texts are kept for their time; the decision stays."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.care import clean_up
from bot.cases import open_case, withdraw_all
from bot.store.base import utcnow
from bot.store.database import Database
from bot.store.decisions import DecisionRow, Origin, add_decision
from classifiers.verdict import Decision, ImageRegion, Reason, TextSpan, Verdict, Where
from tests.bot.running import rows

VERDICT = Verdict(
    Decision.WARN,
    (
        Reason("alcohol_tobacco", 0.9, 0.5, Where.TEXT, (TextSpan(0, 6, "кальян"),)),
        Reason("luxury_car", 0.8, 0.5, Where.IMAGE_TEXT, (ImageRegion(0, (0, 0, 1, 1), quote="лексус"),)),
    ),
    models={"rulebook": "v1"},
)


@pytest.fixture
async def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/adep.sqlite3")
    await database.open()
    yield database
    await database.close()


async def add(database: Database, text: str, days: float) -> None:
    async with database.writing() as session:
        row = await add_decision(session, VERDICT, Origin("private", "text", 1, 1), text=text)
        row.created_at = utcnow() - timedelta(days=days)


async def test_a_text_is_redacted_after_its_time_and_the_decision_stays(database: Database) -> None:
    await add(database, "кальян старый", 91)
    await add(database, "кальян новый", 89)
    assert await clean_up(database, 90) == 1
    assert await clean_up(database, 90) == 0
    old, new = rows("SELECT * FROM decisions ORDER BY id")
    assert old["text"] is None
    assert "кальян" not in old["reasons"]
    assert "лексус" not in old["reasons"]
    first, second = json.loads(old["reasons"])
    assert first["evidence"] == [{"start": 0, "end": 6}]
    assert second["evidence"] == [{"image": 0, "box": [0, 0, 1, 1]}]
    assert old["verdict"] == "warn"
    assert old["text_sha256"] == hashlib.sha256("кальян старый".encode()).hexdigest()
    assert new["text"] == "кальян новый"
    assert "кальян" in new["reasons"]


async def test_many_texts_are_redacted(database: Database) -> None:
    async with database.writing() as session:
        for _ in range(1100):
            row = await add_decision(session, VERDICT, Origin("cli", "text"), text="кальян")
            row.created_at = utcnow() - timedelta(days=5)
    assert await clean_up(database, 1) == 1100


async def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    async def fail() -> None:
        async with database.writing() as session:
            await add_decision(session, VERDICT, Origin("private", "text", 1, 1), text="x")
            raise RuntimeError("boom")

    with pytest.raises(RuntimeError, match="boom"):
        await fail()
    assert rows("SELECT * FROM decisions") == []


async def test_times_are_utc(database: Database) -> None:
    await add(database, "x", 0)
    async with database.reading() as session:
        decision = await session.get(DecisionRow, 1)
        assert decision is not None
        assert decision.created_at.utcoffset() == timedelta(0)


async def test_an_open_case_keeps_its_text_until_it_is_closed(database: Database) -> None:
    async with database.writing() as session:
        for user_id in (1, 2):
            origin = Origin("private", "text", user_id, user_id, agency_id=1)
            row = await add_decision(session, VERDICT, origin, text="кальян", file_ids=("f",))
            row.created_at = utcnow() - timedelta(days=91)
            await session.flush()
        case = await open_case(session, row, "disagree", "Почему?", "ru")
        assert case is not None
    assert await clean_up(database, 90) == 1
    assert [row["text"] for row in rows("SELECT text FROM decisions ORDER BY id")] == [None, "кальян"]
    async with database.writing() as session:
        assert await withdraw_all(session, 2) == [1]
    assert await clean_up(database, 90) == 1
    assert rows("SELECT DISTINCT text, file_ids FROM decisions") == [{"text": None, "file_ids": None}]
    assert rows("SELECT sentence FROM appeals") == [{"sentence": None}]
