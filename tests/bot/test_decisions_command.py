"""/decisions and /decision: who reads which decisions, and whose words stay hidden."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.sandbox import Person, Sandbox
from classifiers.rules import RuleBook
from tests.bot.members import NOT_YOURS, make_agencies
from tests.bot.running import buttons, rows, running, settled, words
from tests.bot.test_stats_command import forge

COMMISSIONER, OFFICIAL, OTHER_ADMIN = 9003, 9004, 9005


@pytest.fixture
def _members(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["db", "upgrade"]).exit_code == 0
    people = {COMMISSIONER: (1, "commissioner"), OFFICIAL: (1, "official"), OTHER_ADMIN: (2, "admin")}
    make_agencies(tmp_path / "adep.sqlite3", people)


@pytest.fixture
async def sandbox(_members: None) -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox, running(sandbox):
        berik = sandbox.user("Берик", "ru", id=OFFICIAL)
        for number in range(10):
            await ask(sandbox, berik, f"Совещание номер {number}" if number else "Вечер, кальян и <друзья>")
        await settled()
        yield sandbox


async def ask(sandbox: Sandbox, person: Person, text: str) -> dict:
    sent = await person.send_text(None, text)
    return await sandbox.wait_for_answer(person.id, after=sent)


async def test_a_commissioner_looks_through_the_log(sandbox: Sandbox) -> None:
    anna = sandbox.user("Анна", "ru", id=COMMISSIONER)
    answer = await ask(sandbox, anna, "/decisions")
    assert "№ 10" in words(answer)
    assert "№ 2<" not in words(answer)
    assert "Старее →" in buttons(answer)
    await anna.press(answer, "Старее →")
    answer = await sandbox.wait_for_edit(answer)
    assert "№ 1," in words(answer)
    assert "Алкоголь" in words(answer)
    assert "← Новее" in buttons(answer)
    assert "Старее →" not in buttons(answer)
    await anna.press(answer, "⚠️ С замечаниями")
    answer = await sandbox.wait_for_edit(answer)
    assert words(answer).count("№") == 1
    await anna.press(answer, "Выбрать правило")
    answer = await sandbox.wait_for_edit(answer)
    await anna.press(answer, "decisions::luxury_car:")
    answer = await sandbox.wait_for_edit(answer)
    assert "Таких проверок нет" in words(answer)


async def test_a_private_drafts_words_are_hidden_until_its_author_appeals(sandbox: Sandbox) -> None:
    anna = sandbox.user("Анна", "ru", id=COMMISSIONER)
    answer = words(await ask(sandbox, anna, "/decision 1"))
    threshold = RuleBook.load()["alcohol_tobacco"].threshold["text"]
    assert f"Уверенность 90 %, порог {threshold * 100:.0f} %" in answer
    assert "thumb-text" in answer
    assert "Слова черновика и автор скрыты" in answer
    assert "кальян»" not in answer
    assert str(OFFICIAL) not in answer
    rows(
        "INSERT INTO appeals (agency_id, decision_id, kind, author_id, language, created_at, taken_by, outcome, "
        "comment, closed_at) VALUES (1, 1, 'disagree', 9004, 'ru', '2026-11-20', 9003, 'overturned', '<ошибка>', "
        "'2026-11-21')"
    )
    answer = words(await ask(sandbox, anna, "/decision №1"))
    assert "«кальян»" in answer
    assert "замечание снято" in answer
    assert "«<ошибка>»" in answer


async def test_no_decision_of_another_agency(sandbox: Sandbox) -> None:
    vera = sandbox.user("Вера", "kk", id=OTHER_ADMIN)
    assert "№ 1 тексеру жоқ" in words(await ask(sandbox, vera, "/decision 1"))
    answer = await ask(sandbox, vera, "/decisions")
    assert "Мұндай тексерулер жоқ" in words(answer)
    for data in ("decisions:::b5", "decisions:warn::a1"):
        await vera.press(forge(sandbox, answer, data), data, wait=1)
    await vera.press(forge(sandbox, answer, "decision:1"), "decision:1")
    last = await sandbox.wait_for_answer(vera.id, after=answer)
    assert "№ 1 тексеру жоқ" in words(last)
    assert not any(
        "Алкоголь" in words(item) or "Ішімдік" in words(item) for item in sandbox.messages(vera.id)
    )


@pytest.mark.parametrize("person", [OFFICIAL, 9999])
async def test_officials_and_strangers_read_no_log(sandbox: Sandbox, person: int) -> None:
    somebody = sandbox.person(OFFICIAL) if person == OFFICIAL else sandbox.user("Кто-то", "ru", id=person)
    for command in ("/decisions", "/decision 1"):
        answer = await ask(sandbox, somebody, command)
        assert NOT_YOURS in words(answer)
    forged = forge(sandbox, answer, "decision:1")
    assert NOT_YOURS in (await somebody.press(forged, "decision:1") or {})["text"]


async def test_a_wrong_number_gets_an_example(sandbox: Sandbox) -> None:
    anna = sandbox.user("Анна", "ru", id=COMMISSIONER)
    for text in ("/decision", "/decision abc", "/decision " + "9" * 30):
        assert "Напишите номер проверки" in words(await ask(sandbox, anna, text))
