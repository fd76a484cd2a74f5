"""Actions on the stage: people, chats, roles, faults, waiting, the transcript."""

from typing import Any

from bot.sandbox.control import Order, action
from bot.sandbox.models import Json, User


@action("add_user")
async def add_user(order: Order) -> Json:
    """Let a person in: `name`, `language`, further fields of a user in `fields`."""
    fields = order.json("fields") or {}
    return order.sandbox.user(order.text("name"), order.text("language", "ru"), **fields).user.to_json()


@action("add_chat")
async def add_chat(order: Order) -> Json:
    """Open a chat: `kind`, `title`, `creator`, `members`, `bot` (its status), `topics`, `discussion`."""
    people = [order.sandbox.person(int(item)) for item in order.json("members") or []]
    details: dict[str, Any] = {"bot": order.text("bot")}
    if order.values.get("topics"):
        details["topics"] = tuple(order.json("topics"))
    if order.number("discussion"):
        details["discussion"] = order.chat("discussion")
    openers = {"group": order.sandbox.group, "channel": order.sandbox.channel}
    opener: Any = openers.get(order.text("kind"), order.sandbox.supergroup)
    chat = opener(order.text("title"), order.person("creator"), *people, **details)
    return dict(chat.to_json()) | {"topics": chat.topics}


@action("member")
async def member(order: Order) -> Json:
    """Change who is what: `chat`, `who` (id, or empty for the bot), `by`, `change`: add, promote, …."""
    chat, by, stage = order.chat(), order.person("by"), order.sandbox
    who: User = stage.core.world.users[order.number("who")] if order.number("who") else stage.bot
    rights = order.json("rights")
    changes: dict[str, Any] = {
        "add": lambda: stage.add(chat, who, by),
        "promote": lambda: stage.promote(
            chat, who, by, rights=None if rights is None else set(rights), anonymous=order.flag("anonymous")
        ),
        "demote": lambda: stage.demote(chat, who, by),
        "kick": lambda: stage.kick(chat, who, by),
        "leave": lambda: stage.leave(chat, who),
    }
    changes[order.text("change")]()
    return stage.core.world.member_json(chat, who.id)


@action("migrate")
async def migrate(order: Order) -> Json:
    """Turn a group into a supergroup; the new chat is returned."""
    return order.sandbox.migrate(order.chat()).to_json()


@action("fault")
async def fault(order: Order) -> Json:
    """Order a fault: `kind`, `method` (a pattern), `count`, `retry_after`, `seconds`, `code`, …."""
    names = {"method": str, "count": int, "retry_after": int, "seconds": float, "code": int, "chat": int}
    details = {name: kind(order.values[name]) for name, kind in names.items() if order.values.get(name)}
    if order.values.get("description"):
        details["description"] = order.text("description")
    return order.sandbox.fault(order.text("kind"), **details).to_json()


@action("faults")
async def faults(order: Order) -> list[Json]:
    """The faults still open; with `clear` they are cancelled."""
    if order.flag("clear"):
        order.sandbox.core.faults.clear()
    return [item.to_json() for item in order.sandbox.core.faults.orders]


@action("wait")
async def wait(order: Order) -> Json:
    """The bot's first message in `chat` later than `after`, within `timeout` seconds (else 504)."""
    after = order.number("after") if order.values.get("after") else None
    timeout = float(order.values.get("timeout", 10))
    return await order.sandbox.wait_for_answer(order.chat(), after, timeout, order.text("containing"))


@action("redeliver")
async def redeliver(order: Order) -> Json:
    """Give the bot the update `update_id` again."""
    return order.sandbox.redeliver(order.number("update_id"))


@action("transcript")
async def transcript(order: Order) -> list[Json]:
    """Everything that went over the wire, from entry number `after` on."""
    return order.sandbox.transcript.entries[order.number("after") :]
