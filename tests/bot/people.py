"""An agency for tests: an owner, and people whom invitations bring in."""

import re
from typing import Any

from bot.sandbox import Person, Sandbox
from tests.bot.running import settled, words

OWNER = 77
CLOSED: dict[str, Any] = {"open_access": False, "admin_ids": frozenset({OWNER})}
"""Settings of an agency that lets only members in."""


async def say(sandbox: Sandbox, person: Person, text: str, containing: str = "") -> dict[str, Any]:
    """Send a text when all is quiet, and wait for the answer."""
    await settled()
    sent = await person.send_text(None, text)
    return await sandbox.wait_for_answer(person.id, after=sent, containing=containing)


async def link_for(sandbox: Sandbox, admin: Person, role: str) -> str:
    """The payload of a new invitation."""
    card = await say(sandbox, admin, f"/invite {role}", containing="start=join_")
    found = re.search(r"start=(join_[\w-]+)", words(card))
    assert found
    return found.group(1)


async def invited(sandbox: Sandbox, admin: Person, role: str, name: str, language: str = "ru") -> Person:
    """A new person who has joined by an invitation."""
    person = sandbox.user(name, language)
    started = await person.start(await link_for(sandbox, admin, role))
    await sandbox.wait_for_answer(person.id, after=started, containing="Choose a language")
    return person


async def forge(person: Person, message: dict[str, Any], data: str) -> dict[str, Any] | None:
    """Press a button that the bot never offered to this person."""
    forged = [[{"text": "x", "callback_data": data}]]
    stored = person.core.world.message(message["chat"]["id"], message["message_id"])
    stored.json["reply_markup"] = {"inline_keyboard": forged}
    return await person.press(message, data)
