"""What the bot's tests share: no network but this machine, a judge by rule of thumb, pictures."""

import io
import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from bot import judging
from tests.bot.thumb import thumb_judge


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for the network fails."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = address[0]  # type: ignore[index]
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                pytest.fail(f"a test reached for the network: {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded)


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
