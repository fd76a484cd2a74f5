"""Parameters of a call: query, form, multipart or JSON, read the way the Bot API reads them."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from bot.sandbox.errors import BadRequestError
from bot.sandbox.files import Upload


@dataclass
class Params:
    """Values as they came (strings, or JSON values), and the files beside them."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the parameter was given and is not empty."""
        return self.values.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        value = self.values.get(name)
        return default if value is None else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        """An integer; what is none reads as 0, as in Telegram."""
        if not self.has(name):
            return default
        try:
            return int(self.values[name])
        except (TypeError, ValueError):
            return 0

    def boolean(self, name: str) -> bool:
        """True for true, True, 1 and their spellings."""
        return str(self.values.get(name, "")).strip().lower() in ("true", "1", "yes", "t", "y")

    def json(self, name: str, default: Any = None) -> Any:
        """A JSON value, decoded where it came as a string.

        Raises:
            BadRequestError: the string is not JSON.
        """
        value = self.values.get(name)
        if value is None or value == "":
            return default
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as error:
            raise BadRequestError(_not_json(name)) from error


def _not_json(name: str) -> str:
    return f"can't parse {name.replace('_', ' ')} JSON object"


async def read_params(request: web.Request) -> Params:
    """All parameters of a request; the body wins over the query."""
    params = Params(dict(request.query))
    if request.content_type == "application/json":
        body = await request.text()
        try:
            given = json.loads(body) if body else {}
        except ValueError as error:
            raise BadRequestError(_not_json("request")) from error
        params.values |= given if isinstance(given, dict) else {}
    elif request.can_read_body:
        for name, value in (await request.post()).items():
            _keep(params, name, value)
    return params


def _keep(params: Params, name: str, value: str | bytearray | bytes | FileField) -> None:
    if isinstance(value, FileField):
        params.files[name] = Upload(value.file.read(), value.filename or name, value.content_type)
    else:
        params.values[name] = value if isinstance(value, str) else bytes(value).decode()
