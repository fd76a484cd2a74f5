"""What the chat page needs: its files, the state of the world, messages, and the stream of events."""

import asyncio
import contextlib
import json
import time
from pathlib import Path

from aiohttp import web

from bot.sandbox.control import SANDBOX, Order, action
from bot.sandbox.core import Core
from bot.sandbox.models import Chat, Json, User
from bot.sandbox.posting import shown
from bot.sandbox.world import ANONYMOUS_ADMIN, CHANNEL_BOT, TELEGRAM

STATIC = Path(__file__).parent / "static"
_STAND_INS = (ANONYMOUS_ADMIN.id, CHANNEL_BOT.id, TELEGRAM.id)
_PULSE = 15.0
_LONGEST_SILENCE = 70.0


def add_routes(app: web.Application) -> None:
    """Serve the page."""
    app.router.add_get("/", _page)
    app.router.add_static("/static", STATIC)
    app.router.add_get("/sandbox/files/{file_id}", _file)
    app.router.add_get("/sandbox/events", _events)
    app.router.add_get("/sandbox/transcript.txt", _transcript)


async def _page(_: web.Request) -> web.StreamResponse:
    return web.FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache"})


async def _file(request: web.Request) -> web.StreamResponse:
    stored = request.app[SANDBOX].core.files.by_id.get(request.match_info["file_id"])
    if stored is None:
        raise web.HTTPNotFound
    # A file sent by somebody must not run as a page of the sandbox.
    safe = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=stored.data, content_type=stored.mime, headers=safe)


async def _transcript(request: web.Request) -> web.StreamResponse:
    return web.Response(text=request.app[SANDBOX].transcript.text())


async def _events(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    await response.prepare(request)
    async with request.app[SANDBOX].core.events.listen() as queue:
        await response.write(b'data: {"type": "hello"}\n\n')
        with contextlib.suppress(ConnectionResetError):  # the reader has gone
            while True:
                await response.write(await _next(queue))
    return response


async def _next(queue: asyncio.Queue[Json]) -> bytes:
    try:
        event = await asyncio.wait_for(queue.get(), _PULSE)
    except TimeoutError:
        return b": pulse\n\n"
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()


@action("state")
async def state(order: Order) -> Json:
    """All that the page shows of the world to `user`: the bot, people, the user's chats."""
    core = order.sandbox.core
    people = [user for user in core.world.users.values() if not user.is_bot and user.id not in _STAND_INS]
    me = core.world.users.get(order.number("user")) or (people[0] if people else None)
    told: Json = {"users": [user.to_json() | {"started": user.started} for user in people]}
    if me is not None:
        told |= {"me": me.to_json() | {"started": me.started, "blocked": me.blocked}}
        told |= {"bot": _bot(core, me.language_code), "chats": _chats(core, me)}
    return told


@action("messages")
async def messages(order: Order) -> list[Json]:
    """The messages of `chat`, oldest first."""
    return [shown(item) for item in order.sandbox.core.world.of_chat(order.chat().id)]


def _bot(core: Core, language: str) -> Json:
    profile = core.profile
    told = {"name": profile.names, "description": profile.descriptions, "about": profile.short_descriptions}
    texts = {key: table.get(language) or table.get("", "") for key, table in told.items()}
    return core.bot.to_json() | texts | {"commands": _commands(core, language), "connected": _connected(core)}


def _connected(core: Core) -> bool:
    calls = core.transcript.calls()
    return bool(core.webhook.url) or (bool(calls) and time.time() - calls[-1]["time"] < _LONGEST_SILENCE)


def _commands(core: Core, language: str) -> list[Json]:
    for scope in ("all_private_chats", "default"):
        for spoken in (language, ""):
            found = core.profile.commands.get((json.dumps({"type": scope}), spoken))
            if found:
                return found
    return []


def _chats(core: Core, me: User) -> list[Json]:
    mine = [chat for chat in core.world.chats.values() if chat.id == me.id or chat.has(me.id)]
    return [_chat(core, chat, me) for chat in mine if chat.migrated_to is None]


def _chat(core: Core, chat: Chat, me: User) -> Json:
    member, last = core.world.member_of(chat, me.id), core.world.of_chat(chat.id)[-1:]
    bot = core.world.member_of(chat, core.bot.id)
    told = chat.to_json() | {"topics": {str(key): name for key, name in chat.topics.items()}}
    told |= {"status": member.status, "bot_status": bot.status, "members": sum(map(chat.has, chat.members))}
    told["may_write"] = chat.type != "channel" or member.may("can_post_messages")
    told["last"] = shown(last[0]) if last else None
    action = core.actions.get(chat.id, {"until": 0})
    return told | {"keyboard": chat.keyboard, "action": action if action["until"] > time.time() else None}
