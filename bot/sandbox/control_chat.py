"""Actions of people: write, edit, forward, press, block."""

from typing import Any

from bot.sandbox.control import Order, action
from bot.sandbox.kinds import DATA_KINDS, FILE_KINDS
from bot.sandbox.models import Json


@action("send")
async def send(order: Order) -> list[Json]:
    """Write as `user` in `chat`: `text`, `files` (one, or an album); `as_document` leaves pictures files."""
    person, chat, text = order.person(), order.chat(), order.text("text")
    options = _options(order)
    if not order.files:
        return [await person.send_text(chat, text, **options)]
    pictures = all(item.mime.startswith("image/") for item in order.files) and not order.flag("as_document")
    if len(order.files) > 1:
        items = [item.data if pictures else item for item in order.files]
        return await person.send_album(chat, items, caption=text, **options)
    only = order.files[0]
    if pictures:
        return [await person.send_photo(chat, only.data, caption=text, **options)]
    if only.mime.startswith("video/") and not order.flag("as_document"):
        return [await person.send_kind(chat, "video", only.data, caption=text, **options)]
    options |= {"caption": text, "name": only.name, "mime": only.mime}
    return [await person.send_document(chat, only.data, **options)]


def _options(order: Order) -> dict[str, Any]:
    options: dict[str, Any] = {"entities": order.json("entities"), "html": order.flag("html")}
    options |= {name: order.number(name) for name in ("reply_to", "thread", "as_chat") if order.number(name)}
    return options


@action("kind")
async def send_kind(order: Order) -> Json:
    """Send `kind` (voice, sticker, poll, …) as `user`; `details` are its fields, `files` its bytes."""
    kind, details = order.text("kind"), order.json("details") or {}
    if kind in DATA_KINDS:
        return await order.person().send_data(order.chat(), kind, **details)
    if kind not in FILE_KINDS:
        raise KeyError(kind)
    data = order.files[0].data if order.files else b"\x00" * 64
    return await order.person().send_kind(order.chat(), kind, data, caption=order.text("text"), **details)


@action("edit")
async def edit(order: Order) -> Json:
    """Give an own message (`chat`, `message_id`) another `text`."""
    return await order.person().edit(order.message(), order.text("text"), html=order.flag("html"))


@action("forward")
async def forward(order: Order) -> list[Json]:
    """Forward `message_ids` of `chat` to the chat `to`."""
    messages = [order.stored(int(item)) for item in order.json("message_ids")]
    return await order.person().forward(order.chat("to"), *messages)


@action("delete")
async def delete(order: Order) -> bool:
    """Delete `message_ids` of `chat`."""
    await order.person().delete(*[order.stored(int(item)) for item in order.json("message_ids")])
    return True


@action("press")
async def press(order: Order) -> Json | None:
    """Press `button` (its text or callback_data); the answer of the bot within `wait` seconds, or null."""
    wait = float(order.values.get("wait", 10))
    return await order.person().press(order.message(), order.text("button"), wait=wait)


@action("block")
async def block(order: Order) -> bool:
    """Stop the bot as `user`, or restart it (`blocked`: false)."""
    person = order.person()
    await (person.block_bot() if order.flag("blocked") else person.unblock_bot())
    return person.user.blocked
