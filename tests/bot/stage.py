"""A stage for tests in groups and channels: people, a watched chat, its reviewers' chat."""

import asyncio
from dataclasses import dataclass
from typing import Any

from bot.sandbox import Person, Sandbox
from bot.sandbox.models import Chat
from tests.bot.running import rows


@dataclass
class Stage:
    """Anna administers, Berik is a member, Saule reviews."""

    sandbox: Sandbox
    anna: Person
    berik: Person
    saule: Person
    chat: Chat
    reviewers: Chat | None = None

    def reports(self) -> list[dict[str, Any]]:
        assert self.reviewers
        return [item for item in self.sandbox.answers(self.reviewers) if "⚠️" in words_of(item)]

    async def report(self, containing: str = "⚠️", after: Any = 0) -> dict[str, Any]:
        assert self.reviewers
        return await self.sandbox.wait_for_answer(self.reviewers, after=after, containing=containing)

    async def set_mode(self, mode: str) -> None:
        asked = await self.anna.send_text(self.chat, f"/mode {mode}")
        await self.sandbox.wait_for_answer(self.chat, after=asked, containing="Теперь режим такой")


def words_of(message: dict[str, Any]) -> str:
    return str(message.get("text") or message.get("caption") or "")


async def set_stage(
    sandbox: Sandbox,
    *,
    kind: str = "supergroup",
    mode: str = "",
    reviewers: bool = True,
    reviewer_kind: str = "supergroup",
    **options: Any,
) -> Stage:
    """Add the bot as an administrator of a group, bind the reviewers' chat, choose the mode."""
    anna, berik, saule = (
        sandbox.user(name, "ru") for name in ("Анна Ким", "Берик Оспанов", "Сауле Ахметова")
    )
    chat = getattr(sandbox, kind)("Пресс-группа", anna, berik, **options)
    sandbox.add_bot(chat, anna, status="administrator")
    stage = Stage(sandbox, anna, berik, saule, chat)
    if kind != "channel":
        await sandbox.wait_for_answer(chat, after=0, containing="Я Adep")
    else:
        await until_row("SELECT id FROM chats")
    if reviewers:
        await bind(stage, reviewer_kind)
    if mode:
        await stage.set_mode(mode)
    return stage


async def bind(stage: Stage, kind: str) -> None:
    sandbox, anna = stage.sandbox, stage.anna
    stage.reviewers = getattr(sandbox, kind)("Проверяющие", anna, stage.saule)
    sandbox.add_bot(stage.reviewers, anna)
    await sandbox.wait_for_answer(stage.reviewers, after=0, containing="Я Adep")
    asked = await anna.send_text(stage.reviewers, "/reviewers here")
    question = await sandbox.wait_for_answer(stage.reviewers, after=asked)
    await anna.press(question, "Выбрать чат")
    choice = await sandbox.wait_until(lambda: _with_button(sandbox, question, stage.chat.title))
    await anna.press(choice, stage.chat.title)
    await until_row("SELECT id FROM chats WHERE reviewers_id IS NOT NULL")


def _with_button(sandbox: Sandbox, message: dict[str, Any], title: str) -> dict[str, Any] | None:
    found = sandbox.core.world.message(message["chat"]["id"], message["message_id"])
    return found.json if found and title in str(found.json.get("reply_markup")) else None


async def until_row(query: str) -> None:
    """Wait until a query finds something."""
    for _ in range(200):
        if rows(query):
            return
        await asyncio.sleep(0.05)
    raise TimeoutError(query)


async def idle() -> None:
    """Wait until nothing is owed that is due, and the inbox is empty."""
    for _ in range(400):
        waiting = rows("SELECT id FROM inbox")
        owed = rows("SELECT id FROM duties WHERE due_at <= strftime('%Y-%m-%d %H:%M:%f', 'now')")
        if not waiting and not owed:
            return
        await asyncio.sleep(0.05)
    raise TimeoutError("duties are left")


def make_due() -> None:
    """A quarter of an hour passes."""
    import sqlite3

    with sqlite3.connect("adep.sqlite3") as connection:
        connection.execute("UPDATE duties SET due_at = '2026-01-01 00:00:00.000000'")
        connection.execute(
            "UPDATE cases SET warned_at = '2026-01-01 00:00:00.000000' WHERE warned_at IS NOT NULL"
        )
