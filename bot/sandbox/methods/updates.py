"""getUpdates, webhooks and the end of a connection."""

import re

from bot.sandbox import errors
from bot.sandbox.core import Core
from bot.sandbox.errors import BadRequestError, ConflictError
from bot.sandbox.methods.registry import method
from bot.sandbox.models import Json
from bot.sandbox.params import Params

LONGEST_POLL = 50


def _set_allowed(core: Core, params: Params) -> None:
    if params.values.get("allowed_updates") is not None:
        core.updates.allowed = list(params.json("allowed_updates") or [])


@method("getUpdates")
async def get_updates(core: Core, params: Params) -> list[Json]:
    """Updates from `offset` on; those before it are confirmed. Waits at most `timeout` (up to 50) seconds."""
    if core.webhook.url:
        raise ConflictError(errors.POLL_WHILE_WEBHOOK)
    _set_allowed(core, params)
    limit = min(max(params.integer("limit", 100), 1), 100)
    timeout = min(max(params.integer("timeout"), 0), LONGEST_POLL)
    return await core.updates.get(params.integer("offset"), limit, timeout)


@method("setWebhook")
async def set_webhook(core: Core, params: Params) -> bool:
    """Have updates posted to `url`; plain http is accepted here, unlike in Telegram."""
    url, secret = params.text("url"), params.text("secret_token")
    if url and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", url):
        raise BadRequestError(errors.WEBHOOK_URL)
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise BadRequestError(errors.SECRET_CHARACTERS)
    _set_allowed(core, params)
    _drop_pending(core, params)
    core.webhook.set(url, secret, params.integer("max_connections", 40))
    return True


@method("deleteWebhook")
async def delete_webhook(core: Core, params: Params) -> bool:
    """Back to getUpdates."""
    _drop_pending(core, params)
    core.webhook.set("")
    return True


def _drop_pending(core: Core, params: Params) -> None:
    if params.boolean("drop_pending_updates"):
        core.updates.confirm(core.updates.last_id + 1)


@method("getWebhookInfo")
async def get_webhook_info(core: Core, _: Params) -> Json:
    """How delivery goes."""
    return core.webhook.info()


@method("logOut")
async def log_out(core: Core, _: Params) -> bool:
    """Accepted; nothing follows from it here."""
    return True


@method("close")
async def close(core: Core, _: Params) -> bool:
    """Accepted; nothing follows from it here."""
    return True
