"""Commissioners and their cases: what the tests of them share."""

import asyncio
from typing import Any

from typer.testing import CliRunner

from bot.cli import app
from bot.sandbox import Person, Sandbox
from tests.bot.people import say
from tests.bot.running import rows, settled, words


def appeals() -> list[dict[str, Any]]:
    return rows("SELECT * FROM appeals ORDER BY id")


async def quiet() -> None:
    """Wait until all notices are sent as well."""
    await settled()
    for _ in range(200):
        if not rows("SELECT id FROM notices WHERE done_at IS NULL"):
            await asyncio.sleep(0.2)
            return
        await asyncio.sleep(0.05)


async def disagreed(sandbox: Sandbox, author: Person, text: str = "Кеш, кальян") -> dict[str, Any]:
    answer = await say(sandbox, author, text)
    await author.press(answer, "Келіспеймін")
    await sandbox.wait_for_answer(author.id, containing="Неге келіспейтініңізді")
    await author.send_text(None, "Бұл <алдын алу> науқаны")
    await sandbox.wait_for_answer(author.id, containing="№ ")
    await quiet()
    return answer


def last_card(sandbox: Sandbox, person: Person) -> dict[str, Any]:
    return [item for item in sandbox.answers(person.id) if ": автор " in words(item)][-1]


def cli(*arguments: str) -> Any:
    return CliRunner().invoke(app, arguments)


def verified() -> bool:
    result = cli("audit", "verify")
    assert result.exit_code == 0, result.stdout
    return True
