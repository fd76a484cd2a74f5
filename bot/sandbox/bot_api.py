"""The Bot API over HTTP: `/bot<token>/METHOD` and `/file/bot<token>/PATH`, with faults on order."""

import asyncio
import logging
import re
from typing import Any

from aiohttp import web

from bot.sandbox.core import Core
from bot.sandbox.errors import ApiError
from bot.sandbox.faults import Fault
from bot.sandbox.methods import METHODS
from bot.sandbox.params import Params, read_params
from bot.sandbox.transcript import tell_params

CORE = web.AppKey("core", Core)
_TOKEN = re.compile(r"\d{3,15}:[\w-]{3,}")
_BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
_log = logging.getLogger(__name__)


def add_routes(app: web.Application) -> None:
    """Serve the Bot API; the token is never logged."""
    app.router.add_route("*", r"/bot{token:[^/]+}/{method}", call)
    app.router.add_route("*", r"/bot{token:[^/]+}/test/{method}", call)
    app.router.add_get(r"/file/bot{token:[^/]+}/{path:.+}", download)


async def call(request: web.Request) -> web.StreamResponse:
    """One call of a method."""
    core, name = request.app[CORE], request.match_info["method"]
    try:
        check_token(core, request.match_info["token"])
        params = await read_params(request)
    except ApiError as error:
        return _answer(error.to_json())
    entry = core.transcript.note("call", method=name, params=tell_params(params.values, params.files))
    fault = core.faults.take(name, params.text("chat_id"))
    if fault is not None:
        entry["fault"] = fault.kind
    response = await _faulty(core, name, params, fault, entry, request)
    status = entry.get("answer", {}).get("error_code", 200)
    _log.debug("%s %s", name, status)
    return response


def check_token(core: Core, token: str) -> None:
    """Accept the configured token, or any of the right form; the first one gives the bot its id.

    Raises:
        ApiError: 401, or 404 when it is no token at all.
    """
    if not _TOKEN.fullmatch(token):
        raise ApiError(404, "Not Found")
    if core.token and token != core.token:
        raise ApiError(401, "Unauthorized")
    number = int(token.split(":")[0])
    if number != core.bot.id and number not in core.world.users and not core.adopted:
        core.world.adopt_bot(number)
    core.adopted = True


async def _faulty(
    core: Core, name: str, params: Params, fault: Fault | None, entry: dict[str, Any], request: web.Request
) -> web.StreamResponse:
    kind = fault.kind if fault else ""
    if fault and kind == "slow":
        await asyncio.sleep(fault.seconds)
    if kind == "drop":
        return _hang_up(request)
    if kind == "502":
        return web.Response(status=502, text=_BAD_GATEWAY, content_type="text/html")
    refusal = fault.error() if fault else None
    entry["answer"] = refusal.to_json() if refusal else await run_method(core, name, params)
    return _hang_up(request) if kind == "drop_after" else _answer(entry["answer"])


async def run_method(core: Core, name: str, params: Params) -> dict[str, Any]:
    """The JSON answer to a call; a mistake of the sandbox itself answers 500."""
    method = METHODS.get(name.lower())
    if method is None:
        return ApiError(404, "Not Found: method not found").to_json()
    try:
        return {"ok": True, "result": await method(core, params)}
    except ApiError as error:
        return error.to_json()
    except Exception:
        _log.exception("the sandbox failed in %s", name)
        return ApiError(500, "Internal Server Error: sandbox").to_json()


def _answer(body: dict[str, Any]) -> web.Response:
    return web.json_response(body, status=body.get("error_code", 200))


def _hang_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def download(request: web.Request) -> web.StreamResponse:
    """A file's bytes; a fault may cut them short."""
    core, path = request.app[CORE], request.match_info["path"]
    try:
        check_token(core, request.match_info["token"])
    except ApiError as error:
        return _answer(error.to_json())
    stored = core.files.by_path.get(path)
    fault = core.faults.take("download")
    core.transcript.note("download", path=path, fault=fault.kind if fault else None, found=stored is not None)
    if stored is None:
        return _answer(ApiError(404, "Not Found").to_json())
    return await _send_file(request, stored.data, stored.mime, fault)


async def _send_file(request: web.Request, data: bytes, mime: str, fault: Fault | None) -> web.StreamResponse:
    kind = fault.kind if fault else ""
    if fault and kind == "slow":
        await asyncio.sleep(fault.seconds)
    if kind == "truncated":
        return web.Response(body=data[: len(data) // 2], content_type=mime)
    if kind == "drop":
        return _hang_up(request)
    if fault and (error := fault.error()):
        return _answer(error.to_json())
    if kind != "drop_download":
        return web.Response(body=data, content_type=mime)
    response = web.StreamResponse(headers={"Content-Length": str(len(data)), "Content-Type": mime})
    await response.prepare(request)
    await response.write(data[: len(data) // 2])
    return _hang_up(request)
