"""/stats in conversation: whose figures one sees, in which words, and what a forged button gives."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from benchmarks.many_decisions import fill
from bot.charts import draw_chart, grouped, scale
from bot.cli import app
from bot.sandbox import Person, Sandbox
from bot.stats_words import decimal, number, seconds
from bot.store.base import utcnow
from bot.store.rollup import day_of
from bot.store.statistics import Figures
from bot.texts import Texts
from classifiers.rules import RuleBook
from tests.bot.members import BORDER, make_agencies
from tests.bot.running import buttons, rows, running, words

OWNER, ADMIN, COMMISSIONER, OFFICIAL, OTHER_ADMIN = 9001, 9002, 9003, 9004, 9005


@pytest.fixture
def _log(tmp_path: Path) -> None:
    """Two agencies with members, and a log of five."""
    path = tmp_path / "adep.sqlite3"
    assert CliRunner().invoke(app, ["db", "upgrade"]).exit_code == 0
    make_agencies(
        path,
        {
            ADMIN: (1, "admin"),
            COMMISSIONER: (1, "commissioner"),
            OFFICIAL: (1, "official"),
            OTHER_ADMIN: (2, "admin"),
        },
    )
    fill(path, 800, days=20)


@pytest.fixture
async def sandbox(_log: None) -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox, running(sandbox, admin_ids=frozenset({OWNER})):
        yield sandbox


async def ask(sandbox: Sandbox, person: Person, text: str) -> dict:
    sent = await person.send_text(None, text)
    return await sandbox.wait_for_answer(person.id, after=sent)


def count(where: str) -> int:
    return int(rows(f"SELECT count(*) AS n FROM decisions WHERE {where}")[0]["n"])


async def test_an_admin_sees_the_agency_with_a_chart(sandbox: Sandbox) -> None:
    answer = await ask(sandbox, sandbox.user("Анна", "ru", id=ADMIN), "/stats 30d")
    assert f"Статистика: {BORDER[1]}, за 30 дней" in words(answer)
    assert f"{count('agency_id = 1')} провер" in words(answer)
    assert "Половина ответов — не дольше" in words(answer)
    assert "Частые замечания" in words(answer)
    assert answer["photo"]
    assert buttons(answer) == [
        "Сегодня",
        "7 дней",
        "• 30 дней",
        "90 дней",
        "Всё время",
        "• Мой орган",
        "Только мои",
    ]


async def test_a_period_is_changed_in_the_same_message(sandbox: Sandbox) -> None:
    anna = sandbox.user("Анна", "kk", id=ADMIN)
    answer = await ask(sandbox, anna, "/stats all")
    assert "барлық уақыт" in words(answer)
    await anna.press(answer, "stats:7d:agency")
    edited = await sandbox.wait_for_edit(answer)
    assert "соңғы 7 күн" in words(edited)
    assert "• 7 күн" in buttons(edited)
    assert len(sandbox.answers(anna.id)) == 1


@pytest.mark.parametrize("person", [OFFICIAL, COMMISSIONER, 9999])
async def test_others_see_their_own_drafts_only(sandbox: Sandbox, person: int) -> None:
    berik = sandbox.user("Берик", "ru", id=person)
    assert "только администратор органа" in words(await ask(sandbox, berik, "/stats 30d agency"))
    assert "только администратор органа" in words(await ask(sandbox, berik, "/stats log"))
    await ask(sandbox, berik, "Совещание")
    answer = await ask(sandbox, berik, "/stats all")
    assert "мои черновики" in words(answer)
    assert "1 проверка" in words(answer)


async def test_a_forged_button_shows_nothing_of_others(sandbox: Sandbox) -> None:
    berik = sandbox.user("Берик", "ru", id=OFFICIAL)
    answer = await ask(sandbox, berik, "/stats")
    for data in ("stats:all:agency", "stats:all:log", "stats:all:chat"):
        forged = forge(sandbox, answer, data)
        assert "только администратор органа" in (await berik.press(forged, data) or {})["text"]
    assert words(sandbox.messages(berik.id)[-1]) == words(answer)


def forge(sandbox: Sandbox, message: dict, data: str) -> dict:
    """The message with a button that the bot never made."""
    stored = sandbox.core.world.message(message["chat"]["id"], message["message_id"])
    assert stored is not None
    stored.json["reply_markup"] = {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}
    return stored.json


async def test_another_agencys_admin_sees_the_other_agency(sandbox: Sandbox) -> None:
    answer = words(await ask(sandbox, sandbox.user("Вера", "ru", id=OTHER_ADMIN), "/stats all agency"))
    assert BORDER[2] in answer
    assert BORDER[1] not in answer
    assert f"{count('agency_id = 2')} провер" in answer


async def test_the_owner_may_see_the_whole_log(sandbox: Sandbox) -> None:
    owner = sandbox.user("Хозяин", "en", id=OWNER)
    answer = await ask(sandbox, owner, "/stats all log")
    assert f"{count('1')} checks" in words(answer)
    assert "The whole log" in "".join(buttons(answer))


async def test_an_unknown_word_gets_an_example(sandbox: Sandbox) -> None:
    anna = sandbox.user("Анна", "ru", id=ADMIN)
    assert "Не понял «<вчера>»" in words(await ask(sandbox, anna, "/stats <вчера>"))
    assert "в самом чате" in words(await ask(sandbox, anna, "/stats chat"))


def test_numbers_are_written_as_people_write_them() -> None:
    russian, english = Texts("ru"), Texts("en")
    assert (number(12345, russian), number(12345, english)) == ("12\u00a0345", "12,345")
    assert [decimal(value, russian) for value in (0.04, 0.44, 3.0, 12.6)] == ["0", "0,4", "3", "13"]
    assert (seconds(640, russian), seconds(640, english), seconds(180_000, russian)) == (
        "0,6 с",
        "0.6 s",
        "3 мин",
    )
    forms = [russian.plural("stats.decisions", n, shown=n) for n in (1, 2, 5, 11, 21, 112)]
    assert [form.split()[-1][:-4] for form in forms] == [
        "проверка",
        "проверки",
        "проверок",
        "проверок",
        "проверка",
        "проверок",
    ]


def test_the_scale_of_the_chart_is_round_and_high_enough() -> None:
    for highest in (*range(1, 60), 99, 100, 101, 999, 12_345):
        levels = scale(highest)
        assert levels[0] == 0
        assert levels[-1] >= highest
        assert 2 <= len(levels) <= 6


def test_many_days_become_weeks_and_months_and_none_is_lost() -> None:
    from collections import Counter
    from datetime import timedelta

    today = day_of(utcnow())
    for days, most in ((1, 1), (45, 45), (46, 8), (300, 45), (900, 32)):
        figures = {today - timedelta(days=n): Counter(approve=1) for n in range(days)}
        bars = grouped(figures)
        assert len(bars) <= most
        assert sum(bar.total() for _, bar in bars) == days


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return RuleBook.load()


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_the_chart_is_a_picture_also_without_data(book: RuleBook, language: str) -> None:
    image = Image.open(io.BytesIO(draw_chart(Figures(), book, Texts(language))))
    assert image.size == (720, 760)
