"""Answers of Bot API servers that leave out what Telegram always sends."""

from telegram import Message, User

from bot.requests import readable

# As telegram-test-api 4.2 (npm) answers: the time in milliseconds, the request's own fields echoed.
SPARSE = {
    "chat_id": "7",
    "text": "ok",
    "link_preview_options": '{"is_disabled": true}',
    "reply_parameters": '{"message_id": 3}',
    "message_id": 5,
    "date": 1764288000000,
    "chat": {"id": 7, "first_name": "Bot", "type": "private"},
}


def test_a_bot_that_does_not_say_that_it_is_one_is_a_bot() -> None:
    user = User.de_json(readable("getMe", {"id": 1, "username": "adep_bot"}))
    assert (user.is_bot, user.username) == (True, "adep_bot")


def test_a_sparse_answer_to_a_message_tells_its_number() -> None:
    message = Message.de_json(readable("sendMessage", SPARSE))
    assert (message.message_id, message.chat.id) == (5, 7)
    assert message.date.year < 2100


def test_every_message_of_an_album_keeps_its_number() -> None:
    assert [
        sent["message_id"] for sent in readable("sendMediaGroup", [SPARSE, {**SPARSE, "message_id": 6}])
    ] == [5, 6]


def test_an_edit_answered_with_nothing_has_happened() -> None:
    assert readable("editMessageText", None) is True
    assert readable("sendChatAction", True) is True


def test_other_answers_stay_as_they_are() -> None:
    assert readable("getChatMember", {"status": "left"}) == {"status": "left"}
