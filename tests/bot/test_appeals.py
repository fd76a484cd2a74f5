"""Cases: an author disagrees or doubts, one commissioner decides, the author is answered."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.reminders import due_reminders
from bot.sandbox import Person, Sandbox
from bot.store.database import Database
from bot.working_days import a_working_day_after
from tests.bot.conftest import picture
from tests.bot.people import forge, invited, say
from tests.bot.running import buttons, rows, running, settled, words

OWNER = 77


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox:
        sandbox.user("Владелец", "ru", id=OWNER)
        async with running(sandbox, open_access=False, admin_ids=frozenset({OWNER})):
            yield sandbox


@pytest.fixture
async def people(sandbox: Sandbox) -> tuple[Person, Person, Person]:
    """An official who reads Kazakh, and two commissioners who read Russian."""
    owner = sandbox.person(OWNER)
    author = await invited(sandbox, owner, "official", "Айгүл", "kk")
    first = await invited(sandbox, owner, "commissioner", "Первый")
    second = await invited(sandbox, owner, "commissioner", "Второй")
    return author, first, second


def appeals() -> list[dict[str, Any]]:
    return rows("SELECT * FROM appeals ORDER BY id")


async def quiet() -> None:
    """Wait until all notices are sent as well."""
    await settled()
    for _ in range(200):
        if not rows("SELECT id FROM notices WHERE done_at IS NULL"):
            await asyncio.sleep(0.2)
            return
        await asyncio.sleep(0.05)


async def disagreed(sandbox: Sandbox, author: Person, text: str = "Кеш, кальян") -> dict[str, Any]:
    answer = await say(sandbox, author, text)
    await author.press(answer, "Келіспеймін")
    await sandbox.wait_for_answer(author.id, containing="Неге келіспейтініңізді")
    await author.send_text(None, "Бұл <алдын алу> науқаны")
    await sandbox.wait_for_answer(author.id, containing="№ ")
    await quiet()
    return answer


def last_card(sandbox: Sandbox, person: Person) -> dict[str, Any]:
    return [item for item in sandbox.answers(person.id) if ": автор " in words(item)][-1]


async def test_a_disagreement_goes_to_the_commissioners_and_back(
    sandbox: Sandbox, people: tuple[Person, Person, Person]
) -> None:
    author, first, second = people
    await disagreed(sandbox, author)
    for commissioner in (first, second):
        assert "Кеш, кальян" in words(sandbox.answers(commissioner.id)[-2])
        card = last_card(sandbox, commissioner)
        assert "автор не согласен" in words(card)
        assert "Айгүл пишет: «Бұл <алдын алу> науқаны»" in words(card)
        assert "«кальян»" in words(card)
        assert buttons(card) == ["Взять обращение"]
    await first.press(last_card(sandbox, first), "Взять обращение")
    await quiet()
    assert "Решает Первый" in words(last_card(sandbox, second))
    assert buttons(last_card(sandbox, second)) == []
    await first.press(last_card(sandbox, first), "Замечание снять")
    await sandbox.wait_for_answer(first.id, containing="комментарий для автора")
    await first.send_text(None, "Дұрыс, бұл алдын алу")
    told = await sandbox.wait_for_answer(author.id, after=0, containing="ескертуді алып тастады")
    assert "«Дұрыс, бұл алдын алу»" in words(told)
    await quiet()
    assert "Первый: замечание снято" in words(last_card(sandbox, second))
    (case,) = appeals()
    assert (case["outcome"], case["taken_by"], case["agency_id"]) == ("overturned", first.id, 1)
    kinds = [e["kind"] for e in rows("SELECT kind FROM events WHERE kind LIKE 'appeal%' ORDER BY id")]
    assert kinds == ["appeal.opened", "appeal.taken", "appeal.closed"]
    assert await asyncio.to_thread(verified)
    line = json.loads((await asyncio.to_thread(cli, "training-lines")).stdout)
    assert (line["text"], line["rules"], line["overturned"]) == ("Кеш, кальян", [], ["alcohol_tobacco"])


def cli(*arguments: str) -> Any:
    return CliRunner().invoke(app, arguments)


def verified() -> bool:
    result = cli("audit", "verify")
    assert result.exit_code == 0, result.stdout
    return True


async def test_the_sentence_is_no_draft_and_a_second_case_is_not_opened(
    sandbox: Sandbox, people: tuple[Person, Person, Person]
) -> None:
    author, _, _ = people
    answer = await disagreed(sandbox, author)
    assert len(rows("SELECT id FROM decisions")) == 1
    await author.press(answer, "Уәкілден сұрау")
    await sandbox.wait_for_answer(author.id, containing="№ 1 өтініш бар")
    assert len(appeals()) == 1


async def test_a_doubt_is_answered_with_advice_and_the_marked_picture_is_sent(
    sandbox: Sandbox, people: tuple[Person, Person, Person]
) -> None:
    author, first, _ = people
    await author.send_photo(None, picture("red"))
    answer = await sandbox.wait_for_answer(author.id)
    await author.press(answer, "Уәкілден сұрау")
    await sandbox.wait_for_answer(author.id, containing="Неге күмәнданатыныңызды")
    await author.send_text(None, "Қызметтік көлік")
    await sandbox.wait_for_answer(author.id, containing="жіберілді")
    await quiet()
    assert any("photo" in item and "фото 1" in words(item) for item in sandbox.answers(first.id))
    await first.press(last_card(sandbox, first), "Взять обращение")
    await quiet()
    await first.press(last_card(sandbox, first), "Дать совет")
    await sandbox.wait_for_answer(first.id, containing="комментарий")
    await first.send_text(None, "Жариялауға болады")
    told = await sandbox.wait_for_answer(author.id, after=0, containing="жауап берді")
    assert "«Жариялауға болады»" in words(told)


async def test_one_case_has_one_decider(sandbox: Sandbox, people: tuple[Person, Person, Person]) -> None:
    author, first, second = people
    await disagreed(sandbox, author)
    stale = dict(last_card(sandbox, second))
    await asyncio.gather(
        first.press(last_card(sandbox, first), "Взять обращение"), second.press(stale, "Взять обращение")
    )
    await quiet()
    (case,) = appeals()
    winner, loser = (first, second) if case["taken_by"] == first.id else (second, first)
    assert any("решает другой" in words(item) for item in sandbox.answers(loser.id))
    await forge(loser, last_card(sandbox, loser), "appeal:1:upheld:plain")
    await quiet()
    assert appeals()[0]["outcome"] is None
    await winner.press(last_card(sandbox, winner), "Вернуть в очередь")
    await quiet()
    assert appeals()[0]["taken_by"] is None
    assert buttons(last_card(sandbox, loser)) == ["Взять обращение"]


async def test_forged_case_buttons_do_nothing(
    sandbox: Sandbox, people: tuple[Person, Person, Person]
) -> None:
    author, _, _ = people
    await disagreed(sandbox, author)
    owner = sandbox.person(OWNER)
    await say(sandbox, owner, "/agency new Акимат", containing="Добавлен")
    listed = await say(sandbox, owner, "/agency", containing="Акимат")
    await owner.press(listed, "Перейти: Акимат")
    await quiet()
    foreign = await invited(sandbox, owner, "commissioner", "Чужой")
    for person in (author, foreign, owner):
        message = sandbox.answers(person.id)[-1]
        for action in ("open", "take", "release", "upheld", "overturned:plain"):
            await forge(person, message, f"appeal:1:{action}")
    await forge(foreign, sandbox.answers(foreign.id)[-1], "disagree:1")
    await quiet()
    (case,) = appeals()
    assert (case["taken_by"], case["outcome"]) == (None, None)
    assert all("кальян" not in words(item) for item in sandbox.answers(foreign.id))
    assert "<b>0" not in words(await say(sandbox, foreign, "/appeals"))


async def test_without_a_commissioner_it_says_whom_to_turn_to(sandbox: Sandbox) -> None:
    author = await invited(sandbox, sandbox.person(OWNER), "official", "Анна")
    answer = await say(sandbox, author, "Вечер, кальян")
    await author.press(answer, "Не согласен")
    assert "кадровой служб" in words(await sandbox.wait_for_answer(author.id, after=answer))
    await author.send_text(None, "Совещание")
    await sandbox.wait_for_answer(author.id, containing="Замечаний нет")
    assert appeals() == []


async def test_a_question_can_be_cancelled_and_a_long_text_is_a_draft(
    sandbox: Sandbox, people: tuple[Person, Person, Person]
) -> None:
    author, _, _ = people
    answer = await say(sandbox, author, "Кеш, кальян")
    await author.press(answer, "Келіспеймін")
    asked = await sandbox.wait_for_answer(author.id, containing="Неге келіспейтініңізді")
    await author.send_text(None, "Жиналыс " * 200)
    await sandbox.wait_for_answer(author.id, containing="Ескерту жоқ")
    await author.press(asked, "Бас тарту")
    await sandbox.wait_for_edit(asked)
    await author.send_text(None, "Кеш, кальян")
    await sandbox.wait_for_answer(author.id, containing="түзеткен жөн")
    assert appeals() == []


async def test_a_removed_commissioner_gives_the_case_back(
    sandbox: Sandbox, people: tuple[Person, Person, Person]
) -> None:
    author, first, second = people
    await disagreed(sandbox, author)
    await first.press(last_card(sandbox, first), "Взять обращение")
    await quiet()
    await say(sandbox, sandbox.person(OWNER), f"/role {first.id} official", containing="теперь сотрудник")
    await quiet()
    assert appeals()[0]["taken_by"] is None
    assert buttons(last_card(sandbox, second)) == ["Взять обращение"]


async def test_the_queue_shows_ages_and_opens_cases(
    sandbox: Sandbox, people: tuple[Person, Person, Person]
) -> None:
    author, first, _ = people
    await disagreed(sandbox, author)
    listed = await say(sandbox, first, "/appeals")
    assert words(listed).startswith(
        "1 открытое обращение\n№ 1: несогласие, ждёт меньше часа. Пока никто не взял."
    )
    await first.press(listed, "№ 1")
    card = await sandbox.wait_for_answer(first.id, after=listed, containing="автор не согласен")
    assert buttons(card) == ["Взять обращение"]
    owners = await say(sandbox, sandbox.person(OWNER), "/appeals", containing="№ 1")
    assert buttons(owners) == []


async def test_forget_me_erases_texts_and_withdraws_cases(
    sandbox: Sandbox, people: tuple[Person, Person, Person]
) -> None:
    author, first, _ = people
    await disagreed(sandbox, author)
    asked = await say(sandbox, author, "/forget_me")
    await author.press(asked, "Ештеңені өшірмеу")
    await sandbox.wait_for_edit(asked)
    assert rows("SELECT text FROM decisions") == [{"text": "Кеш, кальян"}]
    asked = await say(sandbox, author, "/forget_me")
    await author.press(asked, "Өшіру")
    assert "1 тексерудің мәтіні" in words(await sandbox.wait_for_edit(asked))
    await quiet()
    (row,) = rows("SELECT text, reasons, verdict, file_ids FROM decisions")
    assert (row["text"], row["verdict"], "кальян" in row["reasons"]) == (None, "warn", False)
    (case,) = appeals()
    assert (case["outcome"], case["sentence"]) == ("withdrawn", None)
    card = last_card(sandbox, first)
    assert "Автор отозвал" in words(card)
    assert "науқаны" not in words(card)
    assert await asyncio.to_thread(verified)


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
        settings = {"open_access": False, "admin_ids": frozenset({OWNER})}
        async with running(sandbox, **settings):
            author = await invited(sandbox, owner, "official", "Айгүл", "kk")
            judge = await invited(sandbox, owner, "commissioner", "Первый")
            await disagreed(sandbox, author)
        before = len(sandbox.answers(judge.id))
        with sqlite3.connect("adep.sqlite3") as connection:
            connection.execute("UPDATE notices SET done_at = NULL, message_id = NULL WHERE kind = 'case'")
        async with running(sandbox, **settings):
            await quiet()
        assert len(sandbox.answers(judge.id)) == before + 2  # the draft and the card
