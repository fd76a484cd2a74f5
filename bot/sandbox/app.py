"""The web application: Bot API, control API, page."""

from aiohttp import web

from bot.sandbox import bot_api, control, control_chat, control_stage, page
from bot.sandbox.sandbox import Sandbox

SUBJECTS = (control_chat, control_stage)
_UPLOAD_LIMIT = 64 * 1024 * 1024


def make_app(sandbox: Sandbox) -> web.Application:
    """All routes of a sandbox."""
    app = web.Application(client_max_size=_UPLOAD_LIMIT)
    app[bot_api.CORE], app[control.SANDBOX] = sandbox.core, sandbox
    for subject in (bot_api, control, page):
        subject.add_routes(app)
    return app
