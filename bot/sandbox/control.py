"""The control API: `/sandbox/api/ACTION`, JSON in and out; what the page does, a test in any language can do.

POST with JSON; files are `{"name", "mime", "base64"}` in `files`, or parts of a multipart form. A mistake
answers 400 `{"error": …}`.
"""

import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.client import NotPossibleError
from bot.sandbox.errors import ApiError
from bot.sandbox.files import Upload
from bot.sandbox.models import Chat, Json
from bot.sandbox.people import Person
from bot.sandbox.presses import NoButtonError
from bot.sandbox.sandbox import Sandbox

SANDBOX = web.AppKey("sandbox", Sandbox)
_MISTAKES = (KeyError, ValueError, TypeError, StopIteration, NotPossibleError, NoButtonError, ApiError)


@dataclass
class Order:
    """One request to the control API, with shortcuts to what it names."""

    sandbox: Sandbox
    values: Json
    files: list[Upload] = field(default_factory=list)

    def text(self, name: str, default: str = "") -> str:
        """A string value."""
        return str(self.values.get(name) or default)

    def number(self, name: str) -> int:
        """An integer value; 0 when it is not given."""
        return int(self.values.get(name) or 0)

    def flag(self, name: str) -> bool:
        """A truth value."""
        return self.values.get(name) in (True, "true", "1", 1)

    def json(self, name: str) -> Any:
        """A JSON value, decoded where it came in a form."""
        value = self.values.get(name)
        return json.loads(value) if isinstance(value, str) and value else value

    def person(self, name: str = "user") -> Person:
        """The person whose id is given."""
        return self.sandbox.person(self.number(name))

    def chat(self, name: str = "chat") -> Chat:
        """The chat whose id is given; without one the private chat of `user`."""
        return self.sandbox.core.world.chats[self.number(name) or self.number("user")]

    def message(self) -> Json:
        """The message which `chat` and `message_id` name."""
        return self.stored(self.number("message_id"))

    def stored(self, message_id: int) -> Json:
        """A message of `chat`."""
        return self.person().stored(self.chat(), message_id).json


Action = Callable[[Order], Awaitable[Any]]
ACTIONS: dict[str, Action] = {}


def action(name: str) -> Callable[[Action], Action]:
    """Enter a function as an action of the control API."""

    def enter(function: Action) -> Action:
        ACTIONS[name] = function
        return function

    return enter


def add_routes(app: web.Application) -> None:
    """Serve the actions."""
    app.router.add_route("*", "/sandbox/api/{action}", _act)


async def _act(request: web.Request) -> web.StreamResponse:
    known = ACTIONS.get(request.match_info["action"])
    if known is None:
        return web.json_response({"error": "no such action", "actions": sorted(ACTIONS)}, status=404)
    try:
        result = await known(await _read(request))
    except TimeoutError as error:
        return web.json_response({"error": str(error)}, status=504)
    except _MISTAKES as error:
        return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
    return web.json_response({"result": result})


async def _read(request: web.Request) -> Order:
    order = Order(request.app[SANDBOX], dict(request.query))
    if request.content_type == "multipart/form-data":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                order.files.append(Upload(value.file.read(), value.filename, value.content_type))
            else:
                order.values[name] = value
    elif request.can_read_body:
        order.values |= await request.json()
        order.files = [_decoded(item) for item in order.values.get("files") or []]
    return order


def _decoded(item: Json) -> Upload:
    mime = item.get("mime") or "application/octet-stream"
    return Upload(base64.b64decode(item["base64"]), item.get("name", "file"), mime)
