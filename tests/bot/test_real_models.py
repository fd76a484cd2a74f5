"""The whole bot with the real models: the two drafts of the README, in either language, and a photo."""

from collections.abc import AsyncIterator

import pytest

from bot import judging
from bot.sandbox import Person, Sandbox
from classifiers.judge import Judge
from classifiers.loading import JudgeConfig, load_judge
from tests.bot.conftest import picture
from tests.bot.running import decisions, running, settled, words


@pytest.fixture(scope="module")
def judge() -> Judge:
    return load_judge(JudgeConfig())


@pytest.fixture
async def sandbox(monkeypatch: pytest.MonkeyPatch, judge: Judge) -> AsyncIterator[Sandbox]:
    monkeypatch.setattr(judging, "load", lambda *_: judge)
    async with Sandbox() as sandbox, running(sandbox):
        yield sandbox


async def ask(sandbox: Sandbox, person: Person, text: str) -> str:
    sent = await person.send_text(None, text)
    return words(await sandbox.wait_for_answer(person.id, after=sent))


async def test_a_boast_is_warned_about_and_an_inspection_passes_in_russian(sandbox: Sandbox) -> None:
    anna = sandbox.user("Анна", "ru")
    warned = await ask(sandbox, anna, "наконец-то пересел на трёхсотый крузак")
    assert "Показная роскошь" in warned
    assert "«наконец-то пересел на трёхсотый крузак»" in warned
    assert "Замечаний нет" in await ask(sandbox, anna, "Проверили автосалон по жалобе жителей")


async def test_a_boast_is_warned_about_and_an_inspection_passes_in_kazakh(sandbox: Sandbox) -> None:
    aigul = sandbox.user("Айгүл", "kk")
    warned = await ask(sandbox, aigul, "Ақыры армандаған үш жүздік крузагымды міндім")
    assert "Қымбат көлік" in warned
    assert "Ескерту жоқ" in await ask(sandbox, aigul, "Тұрғындардың шағымы бойынша автосалонды тексердік")


async def test_a_photo_is_judged_and_logged_with_the_versions_of_the_models(sandbox: Sandbox) -> None:
    anna = sandbox.user("Анна", "ru")
    sent = await anna.send_photo(None, picture(), caption="Отремонтировали дорогу к школе")
    await sandbox.wait_for_answer(anna.id, after=sent)
    await settled()
    (row,) = decisions()
    assert "adep-text" in row["models"]
    assert '"image"' in row["scores"]
