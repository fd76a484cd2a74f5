"""What the bot's tests share: settings of their own, a judge by rule of thumb, pictures."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from bot import judging
from tests.bot.thumb import thumb_judge


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No settings of the developer's, a database of the test's own, a judge by rule of thumb."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ADEP_DATABASE_URL", f"sqlite:///{tmp_path}/adep.sqlite3")
    monkeypatch.setattr(judging, "load", thumb_judge)
    return


def picture(colour: str = "green", size: tuple[int, int] = (320, 240), form: str = "JPEG") -> bytes:
    """A picture of one colour; the judge by rule of thumb warns of "red"."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, form)
    return buffer.getvalue()
