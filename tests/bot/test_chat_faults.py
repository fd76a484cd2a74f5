"""Groups when Telegram refuses: nothing is deleted without evidence, nothing crashes, nothing is lost."""

import logging
from collections.abc import AsyncIterator

import pytest

from bot.sandbox import Sandbox
from bot.watch import evidence
from tests.bot.running import rows, running, words
from tests.bot.stage import idle, make_due, set_stage, until_row


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox, running(sandbox, max_deletions=2):
        yield sandbox


def ids(sandbox: Sandbox, chat: object) -> list[int]:
    return [item["message_id"] for item in sandbox.messages(chat)]


async def test_without_the_list_of_administrators_nothing_is_deleted_and_the_case_waits(
    sandbox: Sandbox,
) -> None:
    stage = await set_stage(sandbox, mode="hold")
    fault = sandbox.fault(
        "error", "getChatAdministrators", count=1000, code=400, description="Bad Request: CHAT_ADMIN_REQUIRED"
    )
    sent = await stage.berik.send_text(stage.chat, "Наш кальян")
    await stage.report("Пока не удалено: Telegram не даёт список администраторов")
    assert sent["message_id"] in ids(sandbox, stage.chat)
    assert sandbox.calls("deleteMessage") == []
    assert len(rows("SELECT * FROM duties WHERE kind = 'hold'")) == 1
    sandbox.core.faults.orders.remove(fault)
    make_due()
    await sandbox.wait_for_answer(stage.chat, after=sent, containing="придержано", timeout=20)
    await idle()
    assert sent["message_id"] not in ids(sandbox, stage.chat)


async def test_without_evidence_nothing_is_deleted(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = await set_stage(sandbox, mode="hold")
    monkeypatch.setattr(evidence, "_COPIED_BY_HAND", ())
    sandbox.fault(
        "error", "forwardMessages", code=400, description="Bad Request: the chat has protected content"
    )
    sent = await stage.berik.send_text(stage.chat, "Наш кальян")
    await stage.report("Не удалено: не получилось сохранить копию")
    assert sent["message_id"] in ids(sandbox, stage.chat)
    assert sandbox.calls("deleteMessage") == []


async def test_protected_words_are_copied_by_hand(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, mode="hold")
    sandbox.fault(
        "error", "forwardMessages", code=400, description="Bad Request: the chat has protected content"
    )
    sent = await stage.berik.send_text(stage.chat, "Наш <кальян> & чай")
    await sandbox.wait_for_answer(stage.chat, after=sent, containing="придержано")
    assert [words(item) for item in sandbox.answers(stage.reviewers)].count("Наш <кальян> & чай") == 1


async def test_without_the_right_to_delete_it_says_so(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, mode="hold")
    sandbox.promote(stage.chat, sandbox.bot, stage.anna, without={"can_delete_messages"})
    sent = await stage.berik.send_text(stage.chat, "Наш кальян")
    await stage.report("Не удалено: у меня нет права удалять")
    assert sent["message_id"] in ids(sandbox, stage.chat)
    await stage.berik.send_text(stage.chat, "Совещание")
    await until_row("SELECT id FROM decisions WHERE id = 2")


async def test_a_message_that_its_author_deleted_first_is_no_error(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, mode="hold")
    sandbox.fault("error", "deleteMessage", code=400, description="Bad Request: message to delete not found")
    await stage.berik.send_text(stage.chat, "Наш кальян")
    await stage.report("Сообщения в чате уже нет")
    assert rows("SELECT deleted_at, gone_at IS NULL AS there FROM cases") == [
        {"deleted_at": None, "there": 0}
    ]


async def test_kicked_out_of_the_chat_it_goes_on_elsewhere(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, mode="warn")
    sandbox.fault(
        "error", "sendMessage", chat=stage.chat.id, code=403, description="Forbidden: bot was kicked"
    )
    await stage.berik.send_text(stage.chat, "Наш кальян")
    await stage.report()
    sandbox.kick(stage.chat, sandbox.bot, stage.anna)
    await until_row("SELECT id FROM chats WHERE title = 'Пресс-группа' AND NOT active")
    anna = await stage.anna.send_text(None, "Совещание")
    assert "Замечаний нет" in words(await sandbox.wait_for_answer(stage.anna.id, after=anna))


async def test_flood_control_is_obeyed(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox)
    assert stage.reviewers
    sandbox.fault(429, "sendMessage", chat=stage.reviewers.id, retry_after=1)
    await stage.berik.send_text(stage.chat, "Наш кальян")
    await stage.report()
    calls = [call for call in sandbox.calls("sendMessage") if "кальян" in str(call["params"].get("text"))]
    assert [call.get("fault") for call in calls] == ["429", None]
    assert calls[1]["time"] - calls[0]["time"] >= 1


async def test_a_lost_reviewers_chat_stops_deleting_not_reporting(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, mode="hold")
    await stage.anna.start()
    sandbox.kick(stage.reviewers, sandbox.bot, stage.anna)
    sent = await stage.berik.send_text(stage.chat, "Наш кальян")
    await sandbox.wait_for_answer(stage.anna.id, containing="Не удалено: нет чата проверяющих")
    assert sent["message_id"] in ids(sandbox, stage.chat)


async def test_too_many_deletions_turn_hold_into_observe(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    stage = await set_stage(sandbox, mode="hold")
    with caplog.at_level(logging.WARNING):
        for number in range(4):
            await stage.berik.send_text(stage.chat, f"Наш кальян {number}")
        await stage.report("за десять минут удалено сообщений: 2")
    await idle()
    assert len(sandbox.calls("deleteMessage")) == 2
    assert rows("SELECT mode FROM chats WHERE title = 'Пресс-группа'") == [{"mode": "observe"}]
    assert "hold becomes observe" in caplog.text
    assert len(rows("SELECT id FROM cases")) == 4


async def test_a_report_waits_for_somebody_to_report_to(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, reviewers=False)
    await stage.berik.send_text(stage.chat, "Наш кальян")
    await until_row("SELECT id FROM duties WHERE kind = 'report' AND attempts > 0")
    await stage.anna.start()
    make_due()
    await sandbox.wait_for_answer(stage.anna.id, containing="«кальян»", timeout=20)
