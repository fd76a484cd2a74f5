"""What the bot says of itself: names, descriptions, commands; and its files."""

import json
from typing import Any

from bot.sandbox import errors
from bot.sandbox.core import Core
from bot.sandbox.errors import BadRequestError
from bot.sandbox.files import DOWNLOAD_LIMIT
from bot.sandbox.methods.registry import method
from bot.sandbox.models import Json
from bot.sandbox.params import Params


@method("getMe")
async def get_me(core: Core, _: Params) -> Json:
    """The bot under test."""
    can = {"can_join_groups": True, "can_read_all_group_messages": not core.privacy_mode}
    cannot = ("supports_inline_queries", "can_connect_to_business", "has_main_web_app")
    return core.bot.to_json() | can | dict.fromkeys(cannot, False)


@method("getFile")
async def get_file(core: Core, params: Params) -> Json:
    """Where a file can be downloaded; at most 20 MB."""
    stored = core.files.by_id.get(params.text("file_id"))
    if stored is None:
        raise BadRequestError(errors.FILE_UNKNOWN)
    if stored.size > DOWNLOAD_LIMIT:
        raise BadRequestError(errors.FILE_TOO_BIG)
    return stored.to_json() | {"file_path": stored.path}


def _place(params: Params) -> tuple[str, str]:
    scope = params.json("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), params.text("language_code")


@method("setMyCommands")
async def set_my_commands(core: Core, params: Params) -> bool:
    """Keep commands for a scope and a language."""
    commands = params.json("commands") or []
    for item in commands:
        if not str(item.get("command", "")).isascii() or not 1 <= len(item.get("command", "")) <= 32:
            raise BadRequestError(errors.COMMAND_INVALID)
        if not 1 <= len(item.get("description", "")) <= 256:
            raise BadRequestError(errors.COMMAND_DESCRIPTION)
    core.profile.commands[_place(params)] = commands
    core.events.publish("world")
    return True


@method("getMyCommands")
async def get_my_commands(core: Core, params: Params) -> list[Json]:
    """The commands of exactly this scope and language."""
    return core.profile.commands.get(_place(params), [])


@method("deleteMyCommands")
async def delete_my_commands(core: Core, params: Params) -> bool:
    """Forget the commands of exactly this scope and language."""
    core.profile.commands.pop(_place(params), None)
    core.events.publish("world")
    return True


def _store(table: str, name: str) -> None:
    """Enter the setter and the getter of one text that exists by language."""

    async def setter(core: Core, params: Params) -> bool:
        getattr(core.profile, table)[params.text("language_code")] = params.text(name)
        core.events.publish("world")
        return True

    async def getter(core: Core, params: Params) -> dict[str, Any]:
        texts = getattr(core.profile, table)
        default = core.bot.first_name if name == "name" else ""
        return {name: texts.get(params.text("language_code")) or texts.get("", default)}

    title = "".join(word.capitalize() for word in name.split("_"))
    method(f"setMy{title}")(setter)
    method(f"getMy{title}")(getter)


_store("names", "name")
_store("descriptions", "description")
_store("short_descriptions", "short_description")
