"""The web application: Bot API, control API, page."""

from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox import bot_api

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox

_UPLOAD_LIMIT = 64 * 1024 * 1024


def make_app(sandbox: "Sandbox") -> web.Application:
    """All routes of a sandbox."""
    app = web.Application(client_max_size=_UPLOAD_LIMIT)
    app[bot_api.CORE] = sandbox.core
    bot_api.add_routes(app)
    return app
