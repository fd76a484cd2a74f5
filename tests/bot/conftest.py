"""What the bot's tests share: settings of their own, a judge by rule of thumb, pictures."""

import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot import judging
from bot.sandbox import Person, Sandbox
from tests.bot.people import OWNER, invited
from tests.bot.running import running
from tests.bot.thumb import thumb_judge


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No settings of the developer's, a database of the test's own, a judge by rule of thumb."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ADEP_DATABASE_URL", f"sqlite:///{tmp_path}/adep.sqlite3")
    monkeypatch.setattr(judging, "load", thumb_judge)
    return


@pytest.fixture
def settings(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What the bot's settings are besides: `SETTINGS` of the file of tests."""
    found: dict[str, Any] = getattr(request.module, "SETTINGS", {})
    return found


@pytest.fixture
async def sandbox(settings: dict[str, Any]) -> AsyncIterator[Sandbox]:
    """The sandbox with the whole bot running beside it, and its administrators as people."""
    async with Sandbox() as sandbox:
        for admin in settings.get("admin_ids", ()):
            sandbox.user("Владелец", "ru", id=admin)
        async with running(sandbox, **settings):
            yield sandbox


@pytest.fixture
async def people(sandbox: Sandbox) -> tuple[Person, Person, Person]:
    """An official who reads Kazakh, and two commissioners who read Russian."""
    owner = sandbox.person(OWNER)
    author = await invited(sandbox, owner, "official", "Айгүл", "kk")
    first = await invited(sandbox, owner, "commissioner", "Первый")
    second = await invited(sandbox, owner, "commissioner", "Второй")
    return author, first, second


def picture(colour: str = "green", size: tuple[int, int] = (320, 240), form: str = "JPEG") -> bytes:
    """A picture of one colour; the judge by rule of thumb warns of "red"."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, form)
    return buffer.getvalue()
