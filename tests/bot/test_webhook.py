"""The webhook: the secret, the order of storing and confirming, redelivery."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from bot.sandbox import Sandbox
from bot.store import inbox
from tests.bot.running import decisions, rows, running, settled, until, words

SECRET = "for-the-tests"


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
async def sandbox(port: int) -> AsyncIterator[Sandbox]:
    changes: dict[str, Any] = {
        "webhook_url": f"http://127.0.0.1:{port}/hook",
        "webhook_port": port,
        "webhook_secret": SecretStr(SECRET),
    }
    async with Sandbox() as sandbox, running(sandbox, **changes):
        await until(lambda: sandbox.calls("setWebhook"))
        yield sandbox


async def post(port: int, body: object, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    data = {"data": body} if isinstance(body, bytes) else {"json": body}
    async with aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{port}/hook"
        async with session.post(url, headers=headers, **data) as response:  # type: ignore[arg-type]
            return response.status


def update(number: int, text: str, chat: int = 5) -> dict[str, Any]:
    person = {"id": chat, "type": "private", "first_name": "А"}
    sender = {"id": chat, "is_bot": False, "first_name": "А"}
    message = {"message_id": number, "date": 1_700_000_000, "chat": person, "from": sender, "text": text}
    return {"update_id": number, "message": message}


async def test_a_conversation_by_webhook(sandbox: Sandbox) -> None:
    anna = sandbox.user("Анна", "ru")
    await anna.send_text(None, "Вечер, кальян")
    assert "«кальян»" in words(await sandbox.wait_for_answer(anna.id))
    assert sandbox.calls("getUpdates") == []


@pytest.mark.parametrize("secret", [None, "", "wrong", "секрет"])
async def test_without_the_secret_nothing_is_stored(sandbox: Sandbox, port: int, secret: str | None) -> None:
    encoded = secret.encode().decode("latin-1") if secret else secret
    assert await post(port, update(1, "кальян"), encoded) == 403
    assert rows("SELECT * FROM inbox") == []
    assert decisions() == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"update_id": "x"}', b"\xff"])
async def test_what_is_no_update_is_refused(sandbox: Sandbox, port: int, body: bytes) -> None:
    assert await post(port, body) == 400


@pytest.mark.parametrize(
    "body", [{"update_id": 1}, {"update_id": 2, "message": 5}, {"update_id": 3, "message": {"chat": "x"}}]
)
async def test_an_update_that_makes_no_sense_is_dropped(
    sandbox: Sandbox, port: int, body: dict[str, Any]
) -> None:
    assert await post(port, body) == 200
    await settled()


async def test_an_update_is_confirmed_only_after_it_is_stored(
    sandbox: Sandbox, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(inbox, "keep", broken)
        assert await post(port, update(1, "кальян")) == 503
    assert await post(port, update(1, "кальян")) == 200
    await settled()
    assert len(decisions()) == 1


async def test_the_same_update_at_the_same_time_is_judged_once(sandbox: Sandbox, port: int) -> None:
    statuses = await asyncio.gather(*(post(port, update(7, "кальян")) for _ in range(8)))
    assert statuses == [200] * 8
    await settled()
    assert await post(port, update(7, "кальян")) == 200
    await settled()
    assert len(decisions()) == 1


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("message", {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}}}),
        ("edited_message", {"location": {"latitude": 51.1, "longitude": 71.4}, "edit_date": 1_700_000_001}),
        ("channel_post", {"text": "кальян"}),
        ("poll_answer", {}),
    ],
)
async def test_what_is_no_draft_is_passed_over_in_silence(
    sandbox: Sandbox, port: int, kind: str, content: dict[str, Any]
) -> None:
    silent = update(9, "")
    message = silent.pop("message")
    del message["text"]
    assert await post(port, {**silent, kind: message | content}) == 200
    await settled()
    assert sandbox.calls("sendMessage") == []
    assert decisions() == []
