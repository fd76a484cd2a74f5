"""Updates reach the bot in order, stay until confirmed, and come by one way at a time."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot

from bot.sandbox import Person, Sandbox


class Receiver:
    """A webhook that answers with the statuses it was told, then with 200."""

    def __init__(self) -> None:
        self.got: asyncio.Queue[int] = asyncio.Queue()
        self.secrets: list[str | None] = []
        self.statuses: list[int] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            self.got.put_nowait((await request.json())["update_id"])
        return web.Response(status=status)

    async def next(self) -> int:
        return await asyncio.wait_for(self.got.get(), 5)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made, app = Receiver(), web.Application()
    app.router.add_post("/hook", made.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    await runner.cleanup()


async def test_updates_stay_until_the_offset_passes_them(anna: Person, call: Any) -> None:
    await anna.send_text(None, "раз")
    await anna.send_text(None, "два")
    first = (await call("getUpdates"))["result"]
    assert first == (await call("getUpdates"))["result"]
    assert [item["message"]["text"] for item in first] == ["раз", "два"]
    left = (await call("getUpdates", offset=first[0]["update_id"] + 1))["result"]
    assert left == first[1:]
    assert (await call("getUpdates", offset=left[0]["update_id"] + 1))["result"] == []


async def test_limit_and_negative_offset(anna: Person, call: Any) -> None:
    for text in "абв":
        await anna.send_text(None, text)
    assert len((await call("getUpdates", limit=2))["result"]) == 2
    last = (await call("getUpdates", offset=-1))["result"]
    assert [item["message"]["text"] for item in last] == ["в"]


async def test_long_poll_returns_when_something_arrives(anna: Person, call: Any) -> None:
    waiting = asyncio.create_task(call("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    await anna.send_text(None, "привет")
    answer = await asyncio.wait_for(waiting, 2)
    assert answer["result"][0]["message"]["text"] == "привет"


async def test_second_poll_ends_the_first(call: Any) -> None:
    first = asyncio.create_task(call("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    await call("getUpdates", timeout=0)
    assert (await first)["error_code"] == 409


async def test_polling_is_refused_while_a_webhook_is_set(call: Any) -> None:
    await call("setWebhook", url="http://127.0.0.1:9/hook")
    answer = await call("getUpdates")
    assert answer["error_code"] == 409
    assert "can't use getUpdates method while webhook is active" in answer["description"]


async def test_only_asked_for_updates_come(sandbox: Sandbox, anna: Person, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=["callback_query"], timeout=0)
    await anna.send_text(None, "не надо")
    assert await bot.get_updates(timeout=0) == ()
    assert sandbox.core.updates.history == []


async def test_webhook_gets_updates_in_order_until_it_says_200(
    sandbox: Sandbox, anna: Person, bot: Bot, receiver: Receiver
) -> None:
    receiver.statuses = [500, 503]
    await bot.set_webhook(receiver.url, secret_token="s3cret")
    for text in "абв":
        await anna.send_text(None, text)
    got = [await receiver.next() for _ in range(3)]
    assert got == sorted(got)
    assert receiver.secrets == ["s3cret"] * 5
    info = await bot.get_webhook_info()
    assert info.url == receiver.url
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    assert "s3cret" not in sandbox.transcript.text()


async def test_redelivered_update_keeps_its_number(
    sandbox: Sandbox, anna: Person, bot: Bot, receiver: Receiver
) -> None:
    await bot.set_webhook(receiver.url)
    await anna.send_text(None, "раз")
    number = await receiver.next()
    sandbox.redeliver(number)
    assert await receiver.next() == number


async def test_dropping_pending_updates(anna: Person, bot: Bot) -> None:
    await anna.send_text(None, "старое")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates(timeout=0) == ()


async def test_numbers_go_on_after_a_restart_of_the_sandbox() -> None:
    async def first_number() -> int:
        async with Sandbox() as sandbox:
            await sandbox.user("Анна").send_text(None, "привет")
            return int(sandbox.core.updates.history[0]["update_id"])

    before = await first_number()
    await asyncio.sleep(1.1)
    assert await first_number() > before
