"""A process that is killed loses nothing: one draft, one decision, at least one answer."""

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from tests.bot.conftest import picture
from tests.bot.killable import STEPS
from tests.bot.running import decisions, rows, until

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def process(
    sandbox: Sandbox, step: str = "", stderr: Path | None = None, **settings: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "ADEP_DATABASE_URL": f"sqlite:///{Path.cwd()}/adep.sqlite3",
        "ADEP_TELEGRAM_TOKEN": sandbox.token,
        "ADEP_TELEGRAM_API_URL": sandbox.url,
        "ADEP_ALBUM_WAIT_SECONDS": "0.3",
        **settings,
    }
    with (stderr or Path("stderr.log")).open("ab") as log:
        bot = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.bot.killable", *([step] if step else []), env=environment, stderr=log
        )
    try:
        yield bot
    finally:
        if bot.returncode is None:
            bot.kill()
        await bot.wait()


def webhook_settings() -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return {
        "ADEP_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
        "ADEP_WEBHOOK_PORT": str(port),
        "ADEP_WEBHOOK_SECRET": "for-the-tests",
    }


async def test_killed_at_every_step_in_turn_nothing_is_lost() -> None:
    async with Sandbox() as sandbox:
        anna = sandbox.user("Анна", "ru")
        for step in STEPS:
            await anna.send_text(None, f"кальян, {step}")
            async with process(sandbox, step) as bot:
                assert await asyncio.wait_for(bot.wait(), 30) == -signal.SIGKILL, step
        async with process(sandbox):
            await anna.send_text(None, "кальян, последний")
            await until(lambda: len(decisions()) == len(STEPS) + 1 and settled_now(), 30)
        texts = [row["text"] for row in decisions()]
        assert sorted(texts) == sorted([*(f"кальян, {step}" for step in STEPS), "кальян, последний"])
        replies = [item["reply_to_message"]["message_id"] for item in sandbox.answers(anna.id)]
        assert len(set(replies)) == len(texts)
        # The one double answer that cannot be excluded: killed between Telegram's acceptance and our note.
        assert len(replies) <= len(texts) + 1


def settled_now() -> bool:
    return not rows("SELECT id FROM inbox UNION ALL SELECT decision_id FROM outbox")


@pytest.mark.parametrize(("step", "way"), [("judged", "polling"), ("received", "webhook")])
async def test_an_album_cut_by_a_kill_is_judged_once_and_whole(step: str, way: str) -> None:
    settings = webhook_settings() if way == "webhook" else {}
    async with Sandbox() as sandbox:
        anna = sandbox.user("Анна", "ru")
        sent = await anna.send_album(None, [picture("green"), picture("red")], caption="наш кальян")
        async with process(sandbox, step, **settings) as bot:
            assert await asyncio.wait_for(bot.wait(), 30) == -signal.SIGKILL
        async with process(sandbox, **settings):
            await sandbox.wait_for_answer(anna.id, after=0, timeout=30, containing="Фото 2")
            await until(settled_now)
        (decision,) = decisions()
        about = rows("SELECT message_id FROM draft_messages ORDER BY message_id")
        assert [item["message_id"] for item in about] == [item["message_id"] for item in sent]
        assert decision["kind"] == "album"
        assert len(sandbox.answers(anna.id)) == 1


async def test_sigterm_finishes_the_work_in_hand() -> None:
    async with Sandbox() as sandbox:
        people = [sandbox.user(f"Человек {n}", "ru") for n in range(3)]
        async with process(sandbox) as bot:
            for person in people:
                await person.send_text(None, "медленно")
            await until(lambda: sandbox.calls("sendChatAction"), 30)
            bot.terminate()
            began = asyncio.get_running_loop().time()
            assert await asyncio.wait_for(bot.wait(), 20) == 0
            assert asyncio.get_running_loop().time() - began < 20
        answered = [person for person in people if sandbox.answers(person.id)]
        assert len(decisions()) == len(answered) >= 1
        assert rows("SELECT * FROM outbox") == []
        async with process(sandbox):
            for person in people:
                await sandbox.wait_for_answer(person.id, after=0, timeout=30)
        assert len(decisions()) == 3


async def test_an_ordinary_day_leaves_no_traceback_no_draft_and_no_token_in_the_log() -> None:
    log = Path("day.log")
    async with Sandbox() as sandbox:
        anna = sandbox.user("Анна", "ru")
        async with process(sandbox, stderr=log, ADEP_LOG_LEVEL="DEBUG"):
            await anna.send_text(None, "тайное слово кальян")
            await sandbox.wait_for_answer(anna.id, timeout=30)
            for fault in ("429", "500", "502", "drop"):
                sandbox.fault(fault, "sendMessage")
                await anna.send_text(None, f"тайное слово {fault}")
                await sandbox.wait_for_answer(anna.id, timeout=20)
            sandbox.fault("502", "getUpdates", count=2)
            sandbox.fault("429", "getUpdates")
            await anna.send_document(None, b"broken", name="x.jpg", caption="тайное слово")
            await sandbox.wait_for_answer(anna.id, timeout=20)
            await anna.send_text(None, "тайное взорвись")
            await sandbox.wait_for_answer(anna.id, timeout=20)
            sandbox.fault("403", "sendMessage")
            await anna.send_text(None, "тайное после блокировки")
            await until(lambda: len(sandbox.calls("sendMessage")) > 10, 20)
    check_log(log.read_text(encoding="utf-8"), sandbox.token)  # noqa: ASYNC240 - a small file


def check_log(text: str, token: str) -> None:
    assert "Adep runs as" in text
    for forbidden in ("Traceback", "тайное", "кальян", token, token.partition(":")[2] + "/"):
        assert forbidden not in text


async def test_sigterm_ends_a_bot_that_cannot_reach_telegram() -> None:
    async with Sandbox() as sandbox:
        async with process(sandbox, ADEP_TELEGRAM_API_URL="http://127.0.0.1:9") as bot:
            await until(lambda: "not reachable" in Path("stderr.log").read_text(encoding="utf-8"), 30)
            bot.terminate()
            assert await asyncio.wait_for(bot.wait(), 10) == 0
        sandbox.fault("500", "deleteWebhook", count=99)
        async with process(sandbox) as bot:
            await until(lambda: sandbox.calls("deleteWebhook"), 20)
            bot.terminate()
            assert await asyncio.wait_for(bot.wait(), 10) == 0
