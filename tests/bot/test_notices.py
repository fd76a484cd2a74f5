"""What is sent later: reminders, broadcasts, what a restart interrupted."""

import sqlite3
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.reminders import due_reminders
from bot.sandbox import Person, Sandbox
from bot.store.database import Database
from bot.working_days import a_working_day_after
from tests.bot.cases import disagreed, quiet
from tests.bot.people import CLOSED, OWNER, forge, invited, say
from tests.bot.running import rows, running, words

SETTINGS = CLOSED


async def test_a_reminder_comes_after_a_working_day_and_goes_to_the_decider(
    sandbox: Sandbox, people: tuple[Person, Person, Person]
) -> None:
    author, first, second = people
    await disagreed(sandbox, author)
    database = Database("sqlite+aiosqlite:///adep.sqlite3")
    assert await due_reminders(database, "Asia/Almaty") == []
    with sqlite3.connect("adep.sqlite3") as connection:
        connection.execute("UPDATE appeals SET created_at = '2026-01-05 05:00:00'")
    assert {notice.user_id for notice in await due_reminders(database, "Asia/Almaty")} == {
        first.id,
        second.id,
    }
    assert await due_reminders(database, "Asia/Almaty") == []
    await database.close()


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-11-23 10:00", "2026-11-24 10:00"),  # Monday to Tuesday
        ("2026-11-23 22:00", "2026-11-25 09:00"),  # in the evening: from the next morning on
        ("2026-11-27 10:00", "2026-11-30 09:00"),  # Friday to Monday
        ("2026-11-28 12:00", "2026-12-01 09:00"),  # Saturday counts as Monday morning
        ("2026-11-23 05:00", "2026-11-24 09:00"),
    ],
)
def test_a_working_day_later(moment: str, due: str) -> None:
    almaty = ZoneInfo("Asia/Almaty")
    given = datetime.fromisoformat(moment).replace(tzinfo=almaty).astimezone(UTC)
    found = a_working_day_after(given, "Asia/Almaty").astimezone(almaty)
    assert found.strftime("%Y-%m-%d %H:%M") == due


async def test_a_broadcast_is_shown_confirmed_and_sent_once(
    sandbox: Sandbox, people: tuple[Person, Person, Person]
) -> None:
    author, first, second = people
    owner = sandbox.person(OWNER)
    question = await say(
        sandbox, owner, "/broadcast Жиналыс <b>ертең</b> & 10:00", containing="Отправить это 3"
    )
    assert words(sandbox.answers(owner.id)[-2]) == "Adep\n\nЖиналыс <b>ертең</b> & 10:00"
    await forge(first, sandbox.answers(first.id)[-1], "broadcast:1:send")
    await quiet()
    assert rows("SELECT * FROM notices") == []
    await owner.press(question, "Отправить", wait=2)
    await forge(owner, sandbox.answers(owner.id)[-1], "broadcast:1:send")
    await quiet()
    for person in (author, first, second):
        got = [item for item in sandbox.answers(person.id) if "Жиналыс" in words(item)]
        assert [words(item) for item in got] == ["Adep\n\nЖиналыс <b>ертең</b> & 10:00"]
    assert "broadcast" in [e["kind"] for e in rows("SELECT kind FROM events")]


async def test_what_is_owed_is_sent_after_a_restart() -> None:
    async with Sandbox() as sandbox:
        owner = sandbox.user("Владелец", "ru", id=OWNER)
        async with running(sandbox, **CLOSED):
            author = await invited(sandbox, owner, "official", "Айгүл", "kk")
            judge = await invited(sandbox, owner, "commissioner", "Первый")
            await disagreed(sandbox, author)
        before = len(sandbox.answers(judge.id))
        with sqlite3.connect("adep.sqlite3") as connection:
            connection.execute("UPDATE notices SET done_at = NULL, message_id = NULL WHERE kind = 'case'")
        async with running(sandbox, **CLOSED):
            await quiet()
        assert len(sandbox.answers(judge.id)) == before + 2  # the draft and the card
