"""A process that is killed while it holds a message: copied first, deleted once, nothing forgotten."""

import asyncio
import signal

import pytest

from bot.sandbox import Sandbox
from tests.bot.killable import CHAT_STEPS
from tests.bot.running import decisions, rows, running
from tests.bot.stage import idle, set_stage
from tests.bot.test_killed import process


@pytest.mark.parametrize("step", CHAT_STEPS)
async def test_a_held_message_survives_a_kill(step: str) -> None:
    async with Sandbox() as sandbox:
        async with running(sandbox):
            stage = await set_stage(sandbox, mode="hold")
        sent = await stage.berik.send_text(stage.chat, "Наш кальян")
        async with process(sandbox, f"chat:{step}") as bot:
            assert await asyncio.wait_for(bot.wait(), 120) == -signal.SIGKILL
        async with running(sandbox):
            await sandbox.wait_for_answer(stage.chat, after=sent, containing="придержано", timeout=60)
            await idle()
        assert len(decisions()) == 1
        (case,) = rows("SELECT * FROM cases")
        assert case["copied_at"] < case["deleting_at"] < case["deleted_at"]
        assert case["gone_at"] is None
        left = [item["message_id"] for item in sandbox.messages(stage.chat)]
        assert sent["message_id"] not in left
        copies = [item for item in sandbox.answers(stage.reviewers) if item.get("text") == "Наш кальян"]
        # The one double that cannot be excluded: killed between Telegram's acceptance and our note.
        assert len(copies) == (2 if step == "forwarded" else 1)
        assert len(stage.reports()) == (2 if step == "sent" else 1)
        assert len(sandbox.calls("deleteMessage")) == (2 if step == "deleted" else 1)
