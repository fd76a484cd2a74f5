"""Reports to reviewers: who gets them, who decides, forged buttons."""

from bot.cli import training_lines
from bot.sandbox import Sandbox
from tests.bot.running import rows, words
from tests.bot.stage import set_stage


async def test_the_first_decision_counts(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox)
    await stage.berik.send_text(stage.chat, "Наш кальян")
    report = await stage.report()
    first = await stage.saule.press(report, "case:1:right")
    assert first == {"text": "Записал.", "show_alert": False}
    decided = await sandbox.wait_for_edit(report)
    assert "Верно — Сауле Ахметова" in words(decided)
    old = sandbox.core.world.message(report["chat"]["id"], report["message_id"])
    old.json["reply_markup"] = report["reply_markup"]
    late = await stage.anna.press(report, "Удалить")
    assert late["text"] == "Уже решено: Сауле Ахметова."
    assert rows("SELECT outcome FROM cases") == [{"outcome": "right"}]


async def test_a_false_alarm_is_exported_for_training(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox)
    await stage.berik.send_text(stage.chat, "Кальян запрещён")
    report = await stage.report()
    await stage.saule.press(report, "Ложная тревога")
    (line,) = await training_lines._lines(None)
    assert (line["text"], line["rules"], line["overturned"]) == ("Кальян запрещён", [], ["alcohol_tobacco"])
    assert await training_lines._lines(77) == []


async def test_a_forged_button_decides_nothing(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox)
    await stage.berik.send_text(stage.chat, "Наш кальян")
    await stage.report()
    await stage.berik.start()
    await stage.berik.send_text(None, "Наш кальян")
    own = await sandbox.wait_for_answer(stage.berik.id, containing="Лучше поправить")
    message = sandbox.core.world.message(stage.berik.id, own["message_id"])
    forged = [
        {"text": "x", "callback_data": "case:1:false"},
        {"text": "y", "callback_data": f"set:{stage.chat.id}:mode:warn"},
    ]
    message.json["reply_markup"] = {"inline_keyboard": [forged]}
    assert (await stage.berik.press(own, "x"))["text"] == "Этого отчёта больше нет."
    assert (await stage.berik.press(own, "y"))["text"] == "Это могут только администраторы чата."
    assert rows("SELECT outcome FROM cases") == [{"outcome": None}]
    assert rows("SELECT DISTINCT mode FROM chats") == [{"mode": "observe"}]


async def test_without_a_reviewers_chat_the_administrators_get_the_reports(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, reviewers=False)
    await stage.anna.start()
    await stage.berik.send_text(stage.chat, "Наш кальян")
    report = await sandbox.wait_for_answer(stage.anna.id, containing="Пресс-группа")
    await stage.anna.press(report, "Верно")
    decided = await sandbox.wait_for_edit(report)
    assert "Верно — Анна Ким" in words(decided)
