"""Faults of Telegram: each has one behaviour, told to the user where there is somebody to tell."""

import asyncio
import json

import pytest

from bot.sandbox import Person, Sandbox
from tests.bot.conftest import picture
from tests.bot.running import decisions, rows, settled, until, words


@pytest.fixture
def anna(sandbox: Sandbox) -> Person:
    return sandbox.user("Анна", "ru")


@pytest.mark.parametrize("fault", ["429", "500", "502", "drop"])
async def test_an_answer_is_sent_again_after(sandbox: Sandbox, anna: Person, fault: str) -> None:
    sandbox.fault(fault, "sendMessage")
    await anna.send_text(None, "Вечер, кальян")
    assert "«кальян»" in words(await sandbox.wait_for_answer(anna.id))
    await settled()
    assert len(decisions()) == len(sandbox.answers(anna.id)) == 1


async def test_flood_control_is_obeyed(sandbox: Sandbox, anna: Person) -> None:
    sandbox.fault("429", "sendMessage", retry_after=2)
    began = asyncio.get_running_loop().time()
    await anna.send_text(None, "Совещание")
    await sandbox.wait_for_answer(anna.id)
    assert asyncio.get_running_loop().time() - began >= 2


@pytest.mark.parametrize("fault", ["drop_download", "truncated"])
async def test_a_photo_is_downloaded_again_after(sandbox: Sandbox, anna: Person, fault: str) -> None:
    sandbox.fault(fault, "download")
    await anna.send_photo(None, picture("red"))
    assert "На фото" in words(await sandbox.wait_for_answer(anna.id))


async def test_a_photo_that_telegram_does_not_give_is_told(sandbox: Sandbox, anna: Person) -> None:
    sandbox.fault("error", "getFile", code=404, description="Not Found", count=9)
    await anna.send_photo(None, picture("red"), caption="наш кальян")
    answer = words(await sandbox.wait_for_answer(anna.id))
    assert "«кальян»" in answer
    assert "Telegram не отдал мне картинку" in answer
    assert "download:0" in json.loads(decisions()[0]["not_evaluated"])


async def test_a_file_too_big_for_bots_is_told(sandbox: Sandbox, anna: Person) -> None:
    await anna.send_document(None, picture("red"), name="x.jpg", file_size=30 * 1024 * 1024)
    answer = words(await sandbox.wait_for_answer(anna.id))
    assert answer.startswith("Проверить не получилось")
    assert "слишком большой" in answer


async def test_one_lost_photo_of_an_album_keeps_the_others_numbers(sandbox: Sandbox, anna: Person) -> None:
    sandbox.fault("error", "getFile", description="Bad Request: file is too big")
    await anna.send_album(None, [picture("green"), picture("red")])
    answer = words(await sandbox.wait_for_answer(anna.id))
    assert "слишком большой" in answer


async def test_somebody_who_blocked_the_bot_is_owed_nothing(sandbox: Sandbox, anna: Person) -> None:
    sandbox.fault("403", "sendMessage")
    await anna.send_text(None, "Вечер, кальян")
    await until(lambda: sandbox.calls("sendMessage"))
    await settled()
    (row,) = decisions()
    assert row["answer_message_id"] is None
    await anna.send_text(None, "Совещание")
    assert "Замечаний нет" in words(await sandbox.wait_for_answer(anna.id))


async def test_a_deleted_answer_is_sent_anew_after_an_edit(sandbox: Sandbox, anna: Person) -> None:
    sent = await anna.send_text(None, "Вечер, кальян")
    answer = await sandbox.wait_for_answer(anna.id)
    await settled()
    await anna.delete(answer)
    await anna.edit(sent, "Вечер")
    assert "Замечаний нет" in words(await sandbox.wait_for_answer(anna.id, after=answer))


async def test_an_edit_that_changes_nothing_is_no_error(sandbox: Sandbox, anna: Person) -> None:
    sent = await anna.send_text(None, "Вечер, кальян")
    answer = await sandbox.wait_for_answer(anna.id)
    await settled()
    await anna.edit(sent, "Утро, кальян")
    await until(lambda: sandbox.calls("editMessageText"))
    await settled()
    assert [item["message_id"] for item in sandbox.answers(anna.id)] == [answer["message_id"]]
    assert decisions()[1]["answer_message_id"] == answer["message_id"]


async def test_a_draft_deleted_meanwhile_is_still_answered(sandbox: Sandbox, anna: Person) -> None:
    sent = await anna.send_text(None, "медленно, кальян")
    await until(lambda: sandbox.calls("sendChatAction"))
    await anna.delete(sent)
    assert "«кальян»" in words(await sandbox.wait_for_answer(anna.id, after=sent))


async def test_polling_outlives_errors(sandbox: Sandbox, anna: Person) -> None:
    for fault in ("502", "500", "429", "drop"):
        sandbox.fault(fault, "getUpdates")
    await anna.send_text(None, "Вечер, кальян")
    assert "«кальян»" in words(await sandbox.wait_for_answer(anna.id, timeout=20))


async def test_an_outage_delays_an_answer_and_does_not_lose_it(
    sandbox: Sandbox, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram_retries.PAUSES_S", (0.01, 0.01))
    sandbox.fault("500", "sendMessage", count=7)
    await anna.send_text(None, "Вечер, кальян")
    assert "«кальян»" in words(await sandbox.wait_for_answer(anna.id, timeout=20))
    await settled()
    assert len(decisions()) == 1


async def test_words_that_telegram_cannot_parse_are_sent_bare(sandbox: Sandbox, anna: Person) -> None:
    sandbox.fault("error", "sendMessage", description="Bad Request: can't parse entities: oh")
    await anna.send_text(None, "Вечер, кальян & <b>")
    answer = await sandbox.wait_for_answer(anna.id)
    assert "«кальян»" in words(answer)
    assert "<b>" not in words(answer)


async def test_a_redelivered_update_is_not_judged_twice(sandbox: Sandbox, anna: Person) -> None:
    await anna.send_text(None, "Вечер, кальян")
    await sandbox.wait_for_answer(anna.id)
    await settled()
    (handled,) = rows("SELECT update_id FROM handled_updates")
    sandbox.redeliver(handled["update_id"])
    await anna.send_text(None, "Совещание")
    await sandbox.wait_for_answer(anna.id)
    assert len(decisions()) == 2
