"""Faults on order happen as ordered, so often as ordered, and only there."""

import time

import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from bot.sandbox import Person, Sandbox
from bot.sandbox.faults import UnknownFaultError


async def test_flood_control_counts_down(sandbox: Sandbox, anna: Person, bot: Bot) -> None:
    await anna.start()
    sandbox.fault(429, "send*", count=2, retry_after=7)
    for _ in range(2):
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(anna.id, "x")
        assert caught.value._retry_after.total_seconds() == 7
    assert await bot.send_message(anna.id, "x")
    assert [entry.get("fault") for entry in sandbox.calls("sendMessage")] == ["429", "429", None]


@pytest.mark.parametrize(
    ("kind", "error"), [("500", NetworkError), ("502", NetworkError), ("403", Forbidden)]
)
async def test_refusals(sandbox: Sandbox, anna: Person, bot: Bot, kind: str, error: type[Exception]) -> None:
    await anna.start()
    sandbox.fault(kind, "sendMessage")
    with pytest.raises(error):
        await bot.send_message(anna.id, "x")
    assert sandbox.answers(anna.id) == []


async def test_any_error_for_one_chat_only(sandbox: Sandbox, anna: Person, bot: Bot) -> None:
    berik = sandbox.user("Берик")
    await anna.start()
    await berik.start()
    sandbox.fault(
        "error", "sendMessage", chat=berik.id, code=400, description="Bad Request: message to edit not found"
    )
    await bot.send_message(anna.id, "x")
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.send_message(berik.id, "x")


async def test_slow_answers_come_late(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.fault("slow", "getMe", seconds=0.3)
    began = time.monotonic()
    await bot.get_me()
    assert time.monotonic() - began > 0.3


@pytest.mark.parametrize(("kind", "written"), [("drop", 0), ("drop_after", 1)])
async def test_dropped_connection(sandbox: Sandbox, anna: Person, bot: Bot, kind: str, written: int) -> None:
    await anna.start()
    sandbox.fault(kind, "sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(anna.id, "x")
    assert len(sandbox.answers(anna.id)) == written


async def test_downloads_break_off_or_end_early(
    sandbox: Sandbox, anna: Person, bot: Bot, photo: bytes
) -> None:
    sent = await anna.send_document(None, photo, name="a.jpg")
    file = await bot.get_file(sent["document"]["file_id"])
    sandbox.fault("drop_download")
    with pytest.raises(NetworkError):
        await file.download_as_bytearray()
    sandbox.fault("truncated")
    assert len(await file.download_as_bytearray()) == len(photo) // 2
    assert bytes(await file.download_as_bytearray()) == photo


async def test_a_download_fault_leaves_calls_alone(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.fault("truncated")
    await bot.get_me()
    assert len(sandbox.core.faults.orders) == 1


def test_unknown_kinds_are_refused_at_once(sandbox: Sandbox) -> None:
    with pytest.raises(UnknownFaultError, match="418"):
        sandbox.fault(418)


async def test_bad_gateway_is_a_web_page(sandbox: Sandbox) -> None:
    sandbox.fault(502)
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{sandbox.url}/bot{sandbox.token}/getMe")
    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html; charset=utf-8")
