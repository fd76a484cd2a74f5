"""The control API over HTTP does what the Python one does."""

import asyncio
import base64
import json
from typing import Any

import httpx
import pytest
from telegram import Bot

from bot.sandbox import Person, Sandbox


async def test_people_chats_and_messages(sandbox: Sandbox, control: Any, bot: Bot) -> None:
    anna = (await control("add_user", name="Анна Ким", language="kk"))["result"]
    chat = (await control("add_chat", kind="group", title="Штаб", creator=anna["id"], bot="member"))["result"]
    [sent] = (await control("send", user=anna["id"], chat=chat["id"], text="Привет"))["result"]
    edited = await control(
        "edit", user=anna["id"], chat=chat["id"], message_id=sent["message_id"], text="Сәлем"
    )
    assert edited["result"]["text"] == "Сәлем"
    await bot.send_message(chat["id"], "ответ")
    answer = await control("wait", user=anna["id"], chat=chat["id"], after=sent["message_id"])
    assert answer["result"]["text"] == "ответ"
    messages = (await control("messages", chat=chat["id"]))["result"]
    assert [item["sandbox"]["author_id"] for item in messages] == [anna["id"], sandbox.bot.id]


async def test_files_by_json_and_by_form(sandbox: Sandbox, anna: Person, control: Any, photo: bytes) -> None:
    file = {"name": "a.jpg", "mime": "image/jpeg", "base64": base64.b64encode(photo).decode()}
    album = await control("send", user=anna.id, text="Альбом", files=[file, file])
    assert len({item["media_group_id"] for item in album["result"]}) == 1
    async with httpx.AsyncClient() as client:
        form = {"user": str(anna.id), "as_document": "true"}
        url = f"{sandbox.url}/sandbox/api/send"
        answer = await client.post(url, data=form, files={"f": ("a.jpg", photo, "image/jpeg")})
    assert answer.json()["result"][0]["document"]["file_name"] == "a.jpg"


async def test_press_forward_delete_block(sandbox: Sandbox, anna: Person, control: Any, call: Any) -> None:
    [sent] = (await control("send", user=anna.id, text="Черновик"))["result"]
    keys = {"inline_keyboard": [[{"text": "Да", "callback_data": "yes"}]]}
    asked = (await call("sendMessage", chat_id=anna.id, text="?", reply_markup=keys))["result"]
    pressed = await control("press", user=anna.id, message_id=asked["message_id"], button="Да", wait=0)
    assert pressed == {"result": None}
    forwarded = await control("forward", user=anna.id, to=anna.id, message_ids=[sent["message_id"]])
    assert forwarded["result"][0]["forward_origin"]["type"] == "user"
    await control("delete", user=anna.id, message_ids=[sent["message_id"]])
    assert all(item["message_id"] != sent["message_id"] for item in sandbox.messages(anna.id))
    assert (await control("block", user=anna.id, blocked=True))["result"] is True


async def test_roles_and_faults(sandbox: Sandbox, anna: Person, control: Any, call: Any) -> None:
    group = sandbox.supergroup("Штаб", anna)
    await control("member", chat=group.id, by=anna.id, change="add")
    promoted = await control(
        "member", chat=group.id, by=anna.id, change="promote", rights=["can_delete_messages"]
    )
    assert promoted["result"]["can_delete_messages"] is True
    await control("fault", kind="429", method="getMe", retry_after=3)
    assert (await call("getMe"))["parameters"] == {"retry_after": 3}
    await control("fault", kind="500")
    assert (await control("faults", clear=True))["result"] == []


async def test_mistakes_are_explained(control: Any, anna: Person) -> None:
    assert "send" in (await control("nonsense"))["actions"]
    assert "NotPossibleError" in (await control("send", user=anna.id, text=""))["error"]
    assert "KeyError" in (await control("send", user=1, text="x"))["error"]
    assert "nothing within" in (await control("wait", user=anna.id, timeout=0.05))["error"]


async def test_transcript_tells_all_but_secrets(
    sandbox: Sandbox, anna: Person, bot: Bot, control: Any
) -> None:
    await anna.send_text(None, "Черновик")
    [update] = await bot.get_updates(timeout=0)
    await bot.get_updates(offset=update.update_id + 1, timeout=0)
    kinds = [entry["kind"] for entry in (await control("transcript"))["result"]]
    assert kinds == ["call", "update", "call", "given", "call", "confirmed"]  # the first one is getMe
    text = sandbox.transcript.text()
    assert "Черновик" in text
    assert sandbox.token not in text


async def test_events_stream(sandbox: Sandbox, anna: Person) -> None:
    async with (
        httpx.AsyncClient() as client,
        client.stream("GET", f"{sandbox.url}/sandbox/events") as stream,
    ):
        lines = stream.aiter_lines()
        assert "hello" in await anext(lines)
        await anna.send_text(None, "Живо")
        async with asyncio.timeout(3):
            async for line in lines:
                if '"message"' in line:
                    break
        assert json.loads(line.removeprefix("data: "))["message"]["text"] == "Живо"


@pytest.mark.parametrize("path", ["/", "/static/chat.js", "/static/chat.css"])
async def test_page_files_are_served(sandbox: Sandbox, path: str) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{sandbox.url}{path}")
    assert answer.status_code == 200
    assert "https://" not in answer.text.replace("https://${", "").replace("http://www.w3.org", "")
