"""A busy group: private drafts go first, the group keeps its order, what is too much is let go and logged."""

import asyncio
import logging
import time
from collections.abc import Sequence

import pytest

from bot.sandbox import Sandbox
from classifiers.draft import Draft
from tests.bot import thumb
from tests.bot.running import decisions, rows, running
from tests.bot.stage import set_stage, until_row

BURST = 200
JUDGING_S = 0.03


@pytest.fixture(autouse=True)
def _as_slow_as_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    original = thumb.ThumbText.detect

    def slow(self: thumb.ThumbText, drafts: Sequence[Draft]) -> object:
        time.sleep(JUDGING_S * len(drafts))
        return original(self, drafts)

    monkeypatch.setattr(thumb.ThumbText, "detect", slow)


async def test_private_drafts_do_not_wait_for_a_burst_in_a_group() -> None:
    async with Sandbox() as sandbox, running(sandbox):
        stage = await set_stage(sandbox)
        people = [sandbox.user(f"Человек {number}", "ru") for number in range(5)]
        sent = [await stage.berik.send_text(stage.chat, f"Совещание {n}") for n in range(BURST)]
        waits = []
        for person in people:
            began = time.monotonic()
            await person.send_text(None, "Наш кальян")
            await sandbox.wait_for_answer(person.id)
            waits.append(time.monotonic() - began)
        left = BURST - len(rows("SELECT id FROM decisions WHERE source = 'group'"))
        await until_group(BURST)
    assert left > 0
    assert sorted(waits)[len(waits) // 2] < 1
    judged = [row["message_id"] for row in decisions() if row["source"] == "group"]
    assert judged == [message["message_id"] for message in sent]


async def until_group(number: int) -> None:
    for _ in range(1200):
        if len(rows("SELECT id FROM decisions WHERE source = 'group'")) == number:
            return
        await asyncio.sleep(0.1)
    raise TimeoutError


async def test_a_full_queue_sheds_observation_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    async with Sandbox() as sandbox, running(sandbox, observed_queue=20):
        stage = await set_stage(sandbox)
        with caplog.at_level(logging.WARNING):
            for number in range(100):
                await stage.berik.send_text(stage.chat, f"Совещание {number}")
            person = sandbox.user("Человек", "ru")
            await person.send_text(None, "Наш кальян")
            await sandbox.wait_for_answer(person.id)
            await until_row("SELECT 1 WHERE NOT EXISTS (SELECT id FROM inbox)")
    shed = [record for record in caplog.records if "the queue is full" in record.getMessage()]
    judged = len(rows("SELECT id FROM decisions WHERE source = 'group'"))
    assert shed
    assert judged + len(shed) == 100
    assert rows("SELECT verdict FROM decisions WHERE source = 'private'") == [{"verdict": "warn"}]
