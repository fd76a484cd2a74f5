"""Groups that hold: what is copied, deleted, told and put back."""

from bot.sandbox import Sandbox
from tests.bot.conftest import picture
from tests.bot.running import buttons, decisions, rows, words
from tests.bot.stage import idle, set_stage


async def test_a_held_message_is_copied_reported_deleted_and_told(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, mode="hold")
    sent = await stage.berik.send_text(stage.chat, "Наш кальян")
    notice = await sandbox.wait_for_answer(stage.chat, after=sent, containing="придержано")
    assert "Берик Оспанов" in words(notice)
    await idle()
    (case,) = rows("SELECT * FROM cases")
    assert case["copied_at"] < case["deleting_at"] <= case["deleted_at"]
    assert sent["message_id"] not in [item["message_id"] for item in sandbox.messages(stage.chat)]
    order = [
        call["method"] for call in sandbox.calls() if call["method"] in ("forwardMessages", "deleteMessage")
    ]
    assert order == ["forwardMessages", "deleteMessage"]
    (report,) = stage.reports()
    assert "Сообщение удалено, его копия есть в этом чате" in words(report)
    assert buttons(report) == ["Верно", "Ложная тревога", "Вернуть в чат"]
    kinds = [row["kind"] for row in rows("SELECT kind FROM events ORDER BY id")]
    assert [kind for kind in kinds if kind.startswith("case.")] == [
        "case.copied",
        "case.reported",
        "case.deleted",
    ]


async def test_no_deletion_is_silent_also_a_minute_after_a_warning(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, mode="hold")
    for text in ("Наш кальян", "Мой лексус"):
        sent = await stage.berik.send_text(stage.chat, text)
        await sandbox.wait_for_answer(stage.chat, after=sent, containing="придержано")


async def test_a_held_message_is_put_back(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, mode="hold")
    sent = await stage.berik.send_text(stage.chat, "Наш <b>кальян</b>", html=True)
    await sandbox.wait_for_answer(stage.chat, after=sent, containing="придержано")
    await idle()
    (report,) = stage.reports()
    await stage.saule.press(report, "Вернуть в чат")
    back = await sandbox.wait_for_answer(stage.chat, after=sent, containing="Наш кальян")
    assert back["entities"][0]["type"] == "bold"
    await idle()
    (report,) = stage.reports()
    assert "Сообщение возвращено в чат" in words(report)
    assert "Вернуть в чат — Сауле Ахметова" in words(report)
    assert buttons(report) == []


async def test_an_album_is_judged_held_and_put_back_as_one(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, mode="hold")
    sent = await stage.berik.send_album(stage.chat, [picture("green"), picture("red")], caption="Мы")
    await sandbox.wait_for_answer(stage.chat, after=sent[-1], containing="придержано")
    await idle()
    assert len(decisions()) == 1
    left = [item["message_id"] for item in sandbox.messages(stage.chat)]
    assert not {item["message_id"] for item in sent} & set(left)
    (report,) = stage.reports()
    assert "photo" in report
    await stage.saule.press(report, "Ложная тревога")
    await idle()
    restored = [item for item in sandbox.answers(stage.chat) if "photo" in item]
    assert len(restored) == 2


async def test_administrators_are_never_deleted(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, mode="hold")
    sent = await stage.anna.send_text(stage.chat, "Наш кальян")
    report = await stage.report("(администратор)")
    assert buttons(report) == ["Верно", "Ложная тревога"]
    await sandbox.wait_for_answer(stage.chat, after=sent, containing="Лучше поправить")
    sandbox.promote(stage.chat, stage.berik, stage.anna, anonymous=True)
    await stage.berik.send_text(stage.chat, "Мой лексус")
    report = await stage.report("(анонимный администратор)", after=report)
    await idle()
    assert sandbox.calls("deleteMessage") == []
