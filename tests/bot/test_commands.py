"""Commands and buttons, in the reader's language."""

import asyncio

import pytest

from bot.sandbox import Person, Sandbox
from bot.texts import LANGUAGES, Texts
from tests.bot.running import buttons, rows, settled, until, words


@pytest.fixture
def anna(sandbox: Sandbox) -> Person:
    return sandbox.user("Анна", "ru")


async def ask(sandbox: Sandbox, person: Person, text: str) -> dict:
    sent = await person.send_text(None, text)
    return await sandbox.wait_for_answer(person.id, after=sent)


async def test_start_asks_for_language_and_category_once(sandbox: Sandbox, anna: Person) -> None:
    question = await ask(sandbox, anna, "/start")
    assert buttons(question) == ["Қазақша", "Русский", "English"]
    await anna.press(question, "Қазақша")
    welcome = await sandbox.wait_for_edit(question)
    assert words(welcome).startswith("Сәлеметсіз бе! Мен Adep.")
    category = await sandbox.wait_for_answer(anna.id, after=question, containing="Қызметіңіз")
    await anna.press(category, "Азаматтық қызметші")
    assert "өз кодексі бар" in words(await sandbox.wait_for_edit(category))
    again = await ask(sandbox, anna, "/start")
    await anna.press(again, "Русский")
    await sandbox.wait_for_edit(again)
    await asyncio.sleep(0.3)
    assert len([item for item in sandbox.answers(anna.id) if "санаттың" in words(item)]) == 0
    assert "Кто вы по службе" not in "".join(words(item) for item in sandbox.answers(anna.id))
    (user,) = rows("SELECT * FROM users")
    assert (user["language"], user["category"]) == ("ru", "civil")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_everything_comes_in_the_readers_language(sandbox: Sandbox, language: str) -> None:
    person, texts = sandbox.user("Person", language), Texts(language)
    assert texts("command.privacy") in words(await ask(sandbox, person, "/help"))
    assert texts("answer.warn") in words(await ask(sandbox, person, "кальян"))
    assert texts("history.title").startswith("<b>")
    assert "alcohol" not in words(await ask(sandbox, person, "/history"))
    assert "90" in words(await ask(sandbox, person, "/privacy"))
    assert words(await ask(sandbox, person, "/nonsense")) == texts("command.unknown")


async def test_language_changes_the_answers(sandbox: Sandbox, anna: Person) -> None:
    question = await ask(sandbox, anna, "/language")
    await anna.press(question, "English")
    assert words(await sandbox.wait_for_edit(question)) == "I will answer in English."
    assert words(await ask(sandbox, anna, "Совещание")).startswith("✅ No remarks")


async def test_rules_are_listed_and_shown_one_by_one(sandbox: Sandbox, anna: Person) -> None:
    rules = await ask(sandbox, anna, "/rules")
    assert "Редакция сверена" in words(rules)
    await anna.press(rules, "1")
    shown = await sandbox.wait_for_edit(rules)
    assert buttons(shown) == ["Назад к списку"]
    await anna.press(shown, "Назад к списку")
    assert words(await sandbox.wait_for_edit(shown)) == words(rules)


async def test_history_shows_own_decisions_only(sandbox: Sandbox, anna: Person) -> None:
    other = sandbox.user("Берик", "ru")
    await ask(sandbox, other, "чужой кальян")
    assert "ещё ничего не проверяли" in words(await ask(sandbox, anna, "/history"))
    await ask(sandbox, anna, "мой <b>кальян</b>")
    await settled()
    history = words(await ask(sandbox, anna, "/history"))
    assert "«мой <b>кальян</b>»" in history
    assert "лучше поправить" in history
    assert "чужой" not in history


async def test_the_buttons_explain(sandbox: Sandbox, anna: Person) -> None:
    answer = await ask(sandbox, anna, "Вечер, кальян")
    await settled()
    for button, word in [
        ("Подробнее", "Уверенность 90 %"),
        ("Спросить уполномоченного", "уполномоченного по этике вашего органа"),
        ("Не согласен", "решаете вы"),
    ]:
        before = sandbox.answers(anna.id)[-1]
        await anna.press(answer, button)
        assert word in words(await sandbox.wait_for_answer(anna.id, after=before))


async def test_details_of_somebody_elses_decision_are_not_shown(sandbox: Sandbox, anna: Person) -> None:
    await ask(sandbox, anna, "Вечер, кальян")
    await settled()
    other = sandbox.user("Берик", "ru")
    own = await ask(sandbox, other, "Совещание")
    await settled()
    own["reply_markup"]["inline_keyboard"][0][0]["callback_data"] = "details:1"
    stored = sandbox.core.world.message(other.id, own["message_id"])
    stored.json["reply_markup"] = own["reply_markup"]
    await other.press(own, "details:1")
    assert "не найдена" in words(await sandbox.wait_for_answer(other.id, after=own))


async def test_the_profile_is_published_in_three_languages(sandbox: Sandbox) -> None:
    def english() -> list[dict]:
        calls = sandbox.calls("setMyShortDescription")
        return [call for call in calls if call["params"].get("language_code") == "en"]

    await until(english)
    for method in ("setMyCommands", "setMyDescription", "setMyShortDescription"):
        codes = {call["params"].get("language_code", "") for call in sandbox.calls(method)}
        assert codes - {"ru"} == {"", "kk", "en"}  # Russian is the default: asked for it, Telegram has it


async def test_a_group_is_left_alone(sandbox: Sandbox, anna: Person) -> None:
    group = sandbox.group("Группа", anna, bot="administrator")
    await anna.send_text(group, "кальян")
    await anna.send_text(group, "/help")
    await ask(sandbox, anna, "Совещание")
    assert sandbox.answers(group) == []
