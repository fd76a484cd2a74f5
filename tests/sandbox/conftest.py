"""A running sandbox, a person, python-telegram-bot's Bot and plain HTTP against it."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from PIL import Image
from telegram import Bot

from bot.sandbox import Person, Sandbox

Call = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as running:
        running.core.webhook.retry_seconds = 0.01
        yield running


@pytest.fixture
def anna(sandbox: Sandbox) -> Person:
    return sandbox.user("Анна Ким", "ru", username="anna")


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    calls, files = f"{sandbox.url}/bot", f"{sandbox.url}/file/bot"
    async with Bot(sandbox.token, base_url=calls, base_file_url=files) as client:
        yield client


@pytest.fixture
async def call(sandbox: Sandbox) -> AsyncIterator[Call]:
    """A method of the Bot API by plain HTTP with JSON; the whole answer comes back."""
    async with httpx.AsyncClient(base_url=f"{sandbox.url}/bot{sandbox.token}/") as client:

        async def ask(method: str, **parameters: Any) -> dict[str, Any]:
            answer: dict[str, Any] = (await client.post(method, json=parameters)).json()
            return answer

        yield ask


@pytest.fixture
async def control(sandbox: Sandbox) -> AsyncIterator[Call]:
    """An action of the control API; the whole answer comes back."""
    async with httpx.AsyncClient(base_url=f"{sandbox.url}/sandbox/api/") as client:

        async def act(action: str, **parameters: Any) -> dict[str, Any]:
            answer: dict[str, Any] = (await client.post(action, json=parameters)).json()
            return answer

        yield act


def picture(width: int = 640, height: int = 480, form: str = "JPEG", colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, form)
    return out.getvalue()


@pytest.fixture
def photo() -> bytes:
    return picture()
