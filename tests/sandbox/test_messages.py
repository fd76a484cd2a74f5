"""The bot writes, edits, deletes and answers presses; refusals are Telegram's own."""

from typing import Any

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReactionTypeEmoji
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden

from bot.sandbox import Person, Sandbox

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("Да", callback_data="yes")]])


async def test_a_person_sees_the_answer_with_its_formatting(sandbox: Sandbox, anna: Person, bot: Bot) -> None:
    asked = await anna.send_text(None, "Черновик")
    await bot.send_message(anna.id, "<b>Можно</b> &amp; нужно", parse_mode=ParseMode.HTML)
    answer = await sandbox.wait_for_answer(anna.id, after=asked)
    assert answer["text"] == "Можно & нужно"
    assert answer["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    assert answer["from"]["is_bot"]


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"text": " "}, "message text is empty"),
        ({"text": "ы" * 4097}, "message is too long"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
        ({"text": "x", "reply_parameters": {"message_id": 1}}, "message to be replied not found"),
        ({"text": "x", "chat_id": 42}, "chat not found"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "д" * 33}]]}},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
            "can't parse inline keyboard button",
        ),
    ],
)
async def test_bad_messages_are_refused(
    anna: Person, call: Any, parameters: dict[str, Any], reason: str
) -> None:
    await anna.start()
    answer = await call("sendMessage", **({"chat_id": anna.id} | parameters))
    assert (answer["ok"], answer["error_code"]) == (False, 400)
    assert answer["description"].startswith(f"Bad Request: {reason}")


async def test_a_missing_reply_can_be_allowed(anna: Person, bot: Bot) -> None:
    await anna.start()
    sent = await bot.send_message(anna.id, "x", reply_to_message_id=1, allow_sending_without_reply=True)
    assert sent.reply_to_message is None


async def test_a_reply_carries_the_message_it_answers(anna: Person, bot: Bot) -> None:
    asked = await anna.send_text(None, "Черновик")
    sent = await bot.send_message(anna.id, "x", reply_to_message_id=asked["message_id"])
    assert sent.reply_to_message
    assert sent.reply_to_message.text == "Черновик"


async def test_edit_changes_the_message_once(sandbox: Sandbox, anna: Person, bot: Bot) -> None:
    await anna.start()
    sent = await bot.send_message(anna.id, "до", reply_markup=KEYS)
    before = (await sandbox.wait_for_answer(anna.id, after=0)).copy()
    await bot.edit_message_text("после", anna.id, sent.message_id)
    after = await sandbox.wait_for_edit(before)
    assert (after["text"], "reply_markup" in after) == ("после", False)
    assert after["edit_date"] >= after["date"]
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("после", anna.id, sent.message_id)


async def test_edits_of_what_is_not_there_are_refused(anna: Person, bot: Bot) -> None:
    asked = await anna.send_text(None, "моё")
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", anna.id, 5)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", anna.id, asked["message_id"])
    sent = await bot.send_message(anna.id, "текст")
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await bot.edit_message_caption(anna.id, sent.message_id, caption="x")


async def test_delete_works_once(anna: Person, bot: Bot) -> None:
    await anna.start()
    sent = await bot.send_message(anna.id, "x")
    assert await bot.delete_message(anna.id, sent.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(anna.id, sent.message_id)


async def test_a_press_is_answered(anna: Person, bot: Bot, sandbox: Sandbox) -> None:
    await anna.start()
    sent = await bot.send_message(anna.id, "Публиковать?", reply_markup=KEYS)
    message = sandbox.answers(anna.id)[-1]
    assert await anna.press(message, "Да", wait=0) is None
    update = (await bot.get_updates(timeout=0))[-1]
    query = update.callback_query
    assert query
    assert query.data == "yes"
    assert query.message
    assert query.message.message_id == sent.message_id
    await bot.answer_callback_query(query.id, "Принято", show_alert=True)
    assert sandbox.core.presses[query.id]["answer"] == {"text": "Принято", "show_alert": True}
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(query.id)


async def test_copy_hides_the_author_and_forward_names_them(anna: Person, bot: Bot) -> None:
    asked = await anna.send_text(None, "Черновик")
    copied = await bot.copy_message(anna.id, anna.id, asked["message_id"])
    assert copied.message_id
    sent = await bot.forward_message(anna.id, anna.id, asked["message_id"])
    assert sent.text == "Черновик"
    assert sent.forward_origin
    assert sent.forward_origin.to_dict()["sender_user"]["id"] == anna.id


async def test_blocked_bot_is_told_so(sandbox: Sandbox, anna: Person, bot: Bot) -> None:
    await anna.start()
    await anna.block_bot()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(anna.id, "x")
    changes = [update.my_chat_member for update in await bot.get_updates(timeout=0) if update.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["kicked"]
    stranger = sandbox.user("Незнакомец")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(stranger.id, "x")


async def test_reactions_and_actions(sandbox: Sandbox, anna: Person, bot: Bot) -> None:
    asked = await anna.send_text(None, "Черновик")
    await bot.send_chat_action(anna.id, "typing")
    assert sandbox.core.actions[anna.id]["action"] == "typing"
    await bot.set_message_reaction(anna.id, asked["message_id"], ReactionTypeEmoji("👀"))
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await bot.set_message_reaction(anna.id, asked["message_id"], ReactionTypeEmoji("🧿"))


async def test_unknown_methods_and_tokens(call: Any, sandbox: Sandbox) -> None:
    answer = await call("sendNothing")
    assert (answer["ok"], answer["error_code"]) == (False, 404)
    sandbox.core.token = "1234:other"
    assert await call("getMe") == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_profile_by_language_and_scope(bot: Bot) -> None:
    await bot.set_my_commands([("help", "Помощь")], language_code="ru")
    await bot.set_my_description("Описание", language_code="ru")
    assert [item.description for item in await bot.get_my_commands(language_code="ru")] == ["Помощь"]
    assert await bot.get_my_commands() == ()
    assert (await bot.get_my_description("ru")).description == "Описание"
    await bot.delete_my_commands(language_code="ru")
    assert await bot.get_my_commands(language_code="ru") == ()


async def test_parameters_come_in_every_form(sandbox: Sandbox, anna: Person) -> None:
    await anna.start()
    given: dict[str, str | int] = {"chat_id": anna.id, "text": "да"}
    async with httpx.AsyncClient(base_url=f"{sandbox.url}/bot{sandbox.token}/") as client:
        answers = [
            await client.get("sendMessage", params=given),
            await client.post("sendmessage", data=given),
            await client.post("sendMessage", data=given, files={"unused": b"x"}),
            await client.post("sendMessage", json=given),
        ]
    assert [answer.json()["result"]["text"] for answer in answers] == ["да"] * 4
