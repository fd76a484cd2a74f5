"""/stats in a group: its administrators see the group's figures, nobody else does."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.sandbox import Person, Sandbox
from bot.sandbox.models import Chat
from tests.bot.members import BORDER, make_agencies
from tests.bot.running import buttons, rows, running, words


@pytest.fixture
def _tables(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["db", "upgrade"]).exit_code == 0
    make_agencies(tmp_path / "adep.sqlite3", {})


@pytest.fixture
async def sandbox(_tables: None) -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox, running(sandbox):
        yield sandbox


@pytest.fixture
def anna(sandbox: Sandbox) -> Person:
    return sandbox.user("Анна", "ru")


@pytest.fixture
def berik(sandbox: Sandbox) -> Person:
    return sandbox.user("Берик", "ru")


@pytest.fixture
async def group(sandbox: Sandbox, anna: Person, berik: Person) -> Chat:
    """A group with four counted decisions, another one with many."""
    group = sandbox.supergroup("Пресс-группа", anna, berik, bot="administrator")
    day = "date('now', '+5 hours')"
    for chat, count in ((group.id, 4), (-1_000_999, 500)):
        for measure, name in (("verdict", "warn"), ("rule", "weapons"), ("kind", "text"), ("language", "ru")):
            rows(
                f"INSERT INTO daily_counts (scope, scope_id, measure, name, day, count) "
                f"VALUES ('chat', {chat}, '{measure}', '{name}', {day}, {count})"
            )
    return group


async def test_an_administrator_sees_the_groups_figures(sandbox: Sandbox, anna: Person, group: Chat) -> None:
    sent = await anna.send_text(group, "/stats 30d")
    answer = await sandbox.wait_for_answer(group, after=sent, containing="Статистика")
    assert "Пресс-группа, за 30 дней" in words(answer)
    assert "4 проверки" in words(answer)
    assert buttons(answer) == ["Сегодня", "7 дней", "• 30 дней", "90 дней", "Всё время"]
    await anna.press(answer, "Всё время")
    assert "за всё время" in words(await sandbox.wait_for_edit(answer))


async def test_an_ordinary_member_does_not(
    sandbox: Sandbox, anna: Person, berik: Person, group: Chat
) -> None:
    sent = await berik.send_text(group, "/stats")
    answer = await sandbox.wait_for_answer(group, after=sent)
    assert words(answer) == "Цифры чата видят только его администраторы."
    sent = await anna.send_text(group, "/stats")
    answer = await sandbox.wait_for_answer(group, after=sent, containing="Статистика")
    assert "только его администраторы" in (await berik.press(answer, "Всё время") or {})["text"]
    assert "• 7 дней" in buttons(sandbox.answers(group)[-1])


async def test_nobody_sees_an_agencys_figures_in_a_group(sandbox: Sandbox, anna: Person, group: Chat) -> None:
    make_agencies(Path("adep.sqlite3"), {anna.id: (1, "admin")})
    sent = await anna.send_text(group, "/stats agency")
    answer = words(await sandbox.wait_for_answer(group, after=sent))
    assert "только администратор органа" in answer
    assert BORDER[1] not in answer


async def test_if_telegram_does_not_say_who_administers_nothing_is_shown(
    sandbox: Sandbox, anna: Person, group: Chat
) -> None:
    sandbox.fault(403, "getChatMember", count=10)
    sandbox.fault(403, "getChatAdministrators", count=10)
    sent = await anna.send_text(group, "/stats")
    assert "Статистика" not in words(await sandbox.wait_for_answer(group, after=sent))
