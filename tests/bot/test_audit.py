"""The event log: whoever changes the file past the bot is found, and the place is named."""

import asyncio
import itertools
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.care import clean_up
from bot.cli import app
from bot.membership import admit, change_role, invite
from bot.store.database import Database
from bot.store.members import Membership, Role
from bot.store.retention import redact_of_user

FILE = "adep.sqlite3"
OWNER = Membership(77, 1, Role.OWNER)


def adep(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def tamper(*statements: str) -> None:
    with sqlite3.connect(FILE) as connection:
        for statement in statements:
            assert connection.execute(statement).rowcount > 0, statement
    connection.close()


def with_database(action: Callable) -> None:
    async def run() -> None:
        database = Database(f"sqlite+aiosqlite:///{FILE}")
        await database.open()
        try:
            await action(database)
        finally:
            await database.close()

    asyncio.run(run())


_made: list[bytes] = []


@pytest.fixture(autouse=True)
def _log(tmp_path: Path) -> None:
    """Three decisions (events 2 to 4), an invitation (5), a member (6) and a change of role (7)."""
    if not _made:
        _make()
        _made.append((tmp_path / FILE).read_bytes())
    (tmp_path / FILE).write_bytes(_made[0])


def _make() -> None:
    for text in ("Вечер, кальян", "Совещание", "Мой лексус"):
        assert adep("check", text).exit_code == 0

    async def people(database: Database) -> None:
        async with database.writing() as session:
            invitation = await invite(session, OWNER, Role.OFFICIAL, days=1, uses=1)
            await admit(session, invitation.token, 5, "Анна", ())
            await change_role(session, OWNER, 5, Role.COMMISSIONER)

    with_database(people)


def findings() -> list[str]:
    result = adep("audit", "verify")
    lines = result.stdout.splitlines()
    assert result.exit_code == (1 if len(lines) > 1 else 0), result.stderr
    return lines[:-1]


def test_an_untouched_log_is_intact() -> None:
    result = adep("audit", "verify")
    assert result.exit_code == 0
    assert result.stdout.startswith("intact: 7 events, head 7:")


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE decisions SET verdict='approve' WHERE id=1", "decision 1: the verdict is approve, the log says warn"),
        ("UPDATE decisions SET reasons='[]' WHERE id=3", "decision 3: the reasons were changed"),
        ("UPDATE decisions SET reasons=replace(reasons, 'кальян', 'чай') WHERE id=1", "decision 1: the quoted words"),
        ("UPDATE decisions SET text='другое' WHERE id=2", "decision 2: the text was changed"),
        ("UPDATE decisions SET text=NULL WHERE id=2", "decision 2: the text was removed without an event"),
        ("UPDATE decisions SET user_id=9 WHERE id=2", "decision 2: its circumstances"),
        ("UPDATE decisions SET created_at='2020-01-01 00:00:00' WHERE id=2", "decision 2: its circumstances"),
        ("UPDATE decisions SET reasons='{broken' WHERE id=2", "decision 2 cannot be read"),
        ("DELETE FROM decisions WHERE id=2", "decision 2 is missing"),
        ("UPDATE events SET data='{}' WHERE id=3", "event 3 (decision) was changed"),
        ("UPDATE events SET actor_id=1 WHERE id=7", "event 7 (member.role) was changed"),
        ("UPDATE events SET created_at='garbage' WHERE id=3", "event 3 cannot be read"),
        ("DELETE FROM events WHERE id=3", "event 3 is missing"),
        ("DELETE FROM events WHERE id IN (4, 5)", "events 4 to 5 are missing"),
        ("DELETE FROM events WHERE id=1", "event 1 is missing"),
        ("DELETE FROM events WHERE id>5", "events 6 to 7 are missing"),
        ("DELETE FROM events", "events 1 to 7 are missing"),
        ("UPDATE members SET role='admin'", "member 5: the table says admin of agency 1"),
        ("DELETE FROM members", "member 5: the table says no member, the log says commissioner"),
        (
            "INSERT INTO members (user_id, agency_id, role, name, joined_at) VALUES (6, 1, 'admin', '', '2026-01-01')",
            "member 6: the table says admin of agency 1, the log says no member",
        ),
    ],
)  # fmt: skip
def test_tampering_is_found_and_named(statement: str, found: str) -> None:
    tamper(statement)
    assert any(finding.startswith(found) for finding in findings()), findings()


def test_an_inserted_decision_is_found() -> None:
    columns = ", ".join(
        name
        for (_, name, *_rest) in sqlite3.connect(FILE).execute("PRAGMA table_info(decisions)")
        if name != "id"
    )
    tamper(f"INSERT INTO decisions (id, {columns}) SELECT 9, {columns} FROM decisions WHERE id=2")
    assert findings() == ["decision 9 was inserted: the log has no event of it"]


def test_an_inserted_event_is_found() -> None:
    columns = "created_at, kind, actor_id, agency_id, subject_id, data, previous_hash, hash"
    tamper(f"INSERT INTO events (id, {columns}) SELECT 8, {columns} FROM events WHERE id=7")
    assert findings()[0].startswith("event 8 (member.role) does not follow event 7")


def test_only_the_changed_row_is_named() -> None:
    tamper("UPDATE events SET data=replace(data, 'warn', 'approve') WHERE id=2")
    assert len(findings()) == 2  # the event, and the decision that it no longer fits
    assert all("event 2" in finding for finding in findings())


def test_a_chain_computed_anew_is_found_by_the_noted_head() -> None:
    head = adep("audit", "verify").stdout.split("head ")[1].strip()
    with_database(_rewrite)
    assert adep("audit", "verify").exit_code == 0  # what cannot be found from inside, as the help says
    found = adep("audit", "verify", "--anchor", head)
    assert found.exit_code == 1
    assert found.stdout.startswith("event 7 (member.role) is not the one whose hash was noted")
    assert adep("audit", "verify", "--anchor", "99:abc").exit_code == 1
    assert adep("audit", "verify", "--anchor", "nonsense").exit_code == 2


async def _rewrite(database: Database) -> None:
    """What somebody with the file and this program can do."""
    from sqlalchemy import select

    from bot.store.audit import Event, seal

    async with database.writing() as session:
        events = (await session.scalars(select(Event).order_by(Event.id))).all()
        events[4].data = events[4].data.replace('"uses":1', '"uses":5')
        for before, event in itertools.pairwise(events):
            event.previous_hash = before.hash
            event.hash = seal(event)


def test_redaction_leaves_the_log_whole() -> None:
    async def redact(database: Database) -> None:
        assert await clean_up(database, 0) == 3
        async with database.writing() as session:
            await redact_of_user(session, 5)

    with_database(redact)
    with sqlite3.connect(FILE) as connection:
        assert connection.execute("SELECT count(*) FROM decisions WHERE text IS NULL").fetchone() == (3,)
    assert findings() == []
    tamper("UPDATE decisions SET verdict='approve' WHERE id=1")
    assert findings() == ["decision 1: the verdict is approve, the log says warn (event 2)"]


def test_a_batch_from_the_command_line_is_in_the_chain(tmp_path: Path) -> None:
    lines = "\n".join(f'{{"id": {n}, "text": "Совещание {n}"}}' for n in range(30))
    (tmp_path / "d.jsonl").write_text(lines, encoding="utf-8")
    assert adep("check", "--batch", "d.jsonl").exit_code == 0
    assert adep("audit", "verify").stdout.startswith("intact: 37 events")


def test_no_words_of_a_draft_are_in_the_log() -> None:
    with sqlite3.connect(FILE) as connection:
        data = " ".join(row[0] for row in connection.execute("SELECT data FROM events"))
    assert "кальян" not in data
    assert "Совещание" not in data
