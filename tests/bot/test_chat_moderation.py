"""Groups: who is judged, what is reported and told, edits."""

from bot.sandbox import Sandbox
from tests.bot.conftest import picture
from tests.bot.running import buttons, decisions, rows, words
from tests.bot.stage import idle, make_due, set_stage, until_row


async def test_an_observed_message_is_reported_to_the_reviewers_only(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox)
    sent = await stage.berik.send_text(stage.chat, "Вечер, кальян и друзья")
    report = await stage.report()
    assert "Пресс-группа" in words(report)
    assert "Берик Оспанов, сообщение" in words(report)
    assert "«кальян»" in words(report)
    assert buttons(report) == ["Верно", "Ложная тревога", "Удалить"]
    (link,) = [entity for entity in report["entities"] if entity["type"] == "text_link"]
    assert link["url"].endswith(f"/{sent['message_id']}")
    await idle()
    assert sandbox.answers(stage.chat, after=sent) == []
    (row,) = decisions()
    assert (row["source"], row["chat_id"], row["user_id"]) == ("group", stage.chat.id, stage.berik.id)


async def test_ordinary_talk_is_logged_without_its_words(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox)
    await stage.berik.send_text(stage.chat, "Совещание в десять")
    await until_row("SELECT id FROM decisions")
    await idle()
    (row,) = decisions()
    assert (row["verdict"], row["text"]) == ("approve", None)
    assert row["text_redacted_at"]
    assert stage.reports() == []


async def test_an_author_is_told_briefly_and_the_rest_is_collected(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, mode="warn")
    sent = await stage.berik.send_text(stage.chat, "Наш кальян")
    told = await sandbox.wait_for_answer(stage.chat, after=sent)
    assert told["reply_to_message"]["message_id"] == sent["message_id"]
    assert words(told).startswith("⚠️ Лучше поправить: ")
    await stage.berik.send_text(stage.chat, "Мой лексус")
    await stage.berik.send_text(stage.chat, "И ещё кальян")
    await until_row("SELECT id FROM cases WHERE id = 3")
    await idle()
    assert len(sandbox.answers(stage.chat, after=sent)) == 1
    assert len(rows("SELECT id FROM duties WHERE kind = 'warn'")) == 2
    make_due()
    more = await sandbox.wait_for_answer(stage.chat, after=told, containing="И ещё 1 сообщение")
    assert "«кальян»" in words(more)
    await idle()
    assert rows("SELECT id FROM duties") == []


async def test_who_is_not_judged(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, mode="hold")
    other_bot = sandbox.user("Другой", is_bot=True, username="other_bot")
    sandbox.add(stage.chat, other_bot, stage.anna)
    await other_bot.send_text(stage.chat, "кальян от бота")
    command = [{"type": "bot_command", "offset": 0, "length": 15}]
    await stage.berik.send_text(stage.chat, "/кальян@other_bot кальян", entities=command)
    await stage.berik.send_text(stage.chat, "/mode@other_bot warn")
    await stage.berik.send_kind(stage.chat, "sticker")
    known = await stage.berik.send_text(stage.chat, "Совещание")
    asked = await stage.anna.send_text(stage.chat, "/exempt", reply_to=known)
    await sandbox.wait_for_answer(stage.chat, after=asked, containing="больше не проверяю")
    await stage.berik.send_text(stage.chat, "Наш кальян")
    await stage.saule.send_text(stage.reviewers, "Обсудим тот кальян")
    await stage.anna.send_text(None, "Совещание")
    await sandbox.wait_for_answer(stage.anna.id)
    await idle()
    assert [row["source"] for row in decisions()] == ["group", "private"]
    assert rows("SELECT mode FROM chats WHERE title = 'Пресс-группа'") == [{"mode": "hold"}]
    assert rows("SELECT id FROM cases") == []


async def test_an_edit_is_judged_again_and_a_fixed_message_is_closed(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox)
    sent = await stage.berik.send_text(stage.chat, "Совещание")
    await stage.berik.edit(sent, "Совещание и кальян")
    report = await stage.report()
    await stage.berik.edit(sent, "Совещание и чай")
    closed = await sandbox.wait_for_edit(report)
    assert "Автор исправил сообщение" in words(closed)
    assert buttons(closed) == []
    assert [row["verdict"] for row in decisions()] == ["approve", "warn", "approve"]


async def test_an_edit_that_changes_nothing_is_not_judged_twice(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox)
    sent = await stage.berik.send_text(stage.chat, "Наш кальян")
    await stage.report()
    await stage.berik.edit(sent, "Наш кальян")
    await stage.berik.send_text(stage.chat, "Совещание")
    await until_row("SELECT id FROM decisions WHERE verdict = 'approve'")
    assert len(decisions()) == 2
    assert len(stage.reports()) == 1


async def test_an_edited_part_does_not_settle_its_album(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox)
    sent = await stage.berik.send_album(stage.chat, [picture("green"), picture("red")], caption="Мы")
    await stage.report()
    await stage.berik.edit(sent[0], "Мы и друзья")
    await until_row("SELECT id FROM decisions WHERE id = 2")
    assert rows("SELECT outcome FROM cases") == [{"outcome": None}]


async def test_a_warning_stays_in_its_topic(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, topics=("Анонсы",), mode="warn")
    [thread] = stage.chat.topics
    sent = await stage.berik.send_text(stage.chat, "Наш кальян", thread=thread)
    told = await sandbox.wait_for_answer(stage.chat, after=sent)
    assert told["message_thread_id"] == thread
