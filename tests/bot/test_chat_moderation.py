"""Groups and channels: who is judged, what is reported, told and deleted."""

from collections.abc import AsyncIterator

import pytest

from bot.cli import training_lines
from bot.sandbox import Sandbox
from tests.bot.conftest import picture
from tests.bot.running import buttons, decisions, rows, running, words
from tests.bot.stage import Stage, idle, set_stage, until_row


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox, running(sandbox):
        yield sandbox


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


def make_due() -> None:
    """A quarter of an hour passes."""
    import sqlite3

    with sqlite3.connect("adep.sqlite3") as connection:
        connection.execute("UPDATE duties SET due_at = '2026-01-01 00:00:00.000000'")
        connection.execute(
            "UPDATE cases SET warned_at = '2026-01-01 00:00:00.000000' WHERE warned_at IS NOT NULL"
        )


async def test_a_held_message_is_copied_reported_deleted_and_told(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, mode="hold")
    sent = await stage.berik.send_text(stage.chat, "Наш кальян")
    notice = await sandbox.wait_for_answer(stage.chat, after=sent, containing="придержано")
    assert "Берик Оспанов" in words(notice)
    await idle()
    (case,) = rows("SELECT * FROM cases")
    assert case["copied_at"] < case["deleting_at"] <= case["deleted_at"]
    assert sent["message_id"] not in [item["message_id"] for item in sandbox.messages(stage.chat)]
    order = [
        call["method"] for call in sandbox.calls() if call["method"] in ("forwardMessages", "deleteMessage")
    ]
    assert order == ["forwardMessages", "deleteMessage"]
    (report,) = stage.reports()
    assert "Сообщение удалено, его копия есть в этом чате" in words(report)
    assert buttons(report) == ["Верно", "Ложная тревога", "Вернуть в чат"]
    kinds = [row["kind"] for row in rows("SELECT kind FROM events ORDER BY id")]
    assert [kind for kind in kinds if kind.startswith("case.")] == [
        "case.copied",
        "case.reported",
        "case.deleted",
    ]


async def test_no_deletion_is_silent_also_a_minute_after_a_warning(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, mode="hold")
    for text in ("Наш кальян", "Мой лексус"):
        sent = await stage.berik.send_text(stage.chat, text)
        await sandbox.wait_for_answer(stage.chat, after=sent, containing="придержано")


async def test_a_held_message_is_put_back(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, mode="hold")
    sent = await stage.berik.send_text(stage.chat, "Наш <b>кальян</b>", html=True)
    await sandbox.wait_for_answer(stage.chat, after=sent, containing="придержано")
    await idle()
    (report,) = stage.reports()
    await stage.saule.press(report, "Вернуть в чат")
    back = await sandbox.wait_for_answer(stage.chat, after=sent, containing="Наш кальян")
    assert back["entities"][0]["type"] == "bold"
    await idle()
    (report,) = stage.reports()
    assert "Сообщение возвращено в чат" in words(report)
    assert "Вернуть в чат — Сауле Ахметова" in words(report)
    assert buttons(report) == []


async def test_an_album_is_judged_held_and_put_back_as_one(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, mode="hold")
    sent = await stage.berik.send_album(stage.chat, [picture("green"), picture("red")], caption="Мы")
    await sandbox.wait_for_answer(stage.chat, after=sent[-1], containing="придержано")
    await idle()
    assert len(decisions()) == 1
    left = [item["message_id"] for item in sandbox.messages(stage.chat)]
    assert not {item["message_id"] for item in sent} & set(left)
    (report,) = stage.reports()
    assert "photo" in report
    await stage.saule.press(report, "Ложная тревога")
    await idle()
    restored = [item for item in sandbox.answers(stage.chat) if "photo" in item]
    assert len(restored) == 2


async def test_administrators_are_never_deleted(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, mode="hold")
    sent = await stage.anna.send_text(stage.chat, "Наш кальян")
    report = await stage.report("(администратор)")
    assert buttons(report) == ["Верно", "Ложная тревога"]
    await sandbox.wait_for_answer(stage.chat, after=sent, containing="Лучше поправить")
    sandbox.promote(stage.chat, stage.berik, stage.anna, anonymous=True)
    await stage.berik.send_text(stage.chat, "Мой лексус")
    report = await stage.report("(анонимный администратор)", after=report)
    await idle()
    assert sandbox.calls("deleteMessage") == []


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


async def test_without_a_reviewers_chat_the_administrators_get_the_reports(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, reviewers=False)
    await stage.anna.start()
    await stage.berik.send_text(stage.chat, "Наш кальян")
    report = await sandbox.wait_for_answer(stage.anna.id, containing="Пресс-группа")
    await stage.anna.press(report, "Верно")
    decided = await sandbox.wait_for_edit(report)
    assert "Верно — Анна Ким" in words(decided)


async def test_a_channel_post_is_reported_and_its_forward_not_judged_twice(sandbox: Sandbox) -> None:
    stage = await set_channel(sandbox)
    post = await stage.anna.send_text(stage.chat, "Наш кальян")
    report = await stage.report("публикация в канале")
    assert buttons(report) == ["Всё в порядке", "Удалить публикацию", "Спросить автора"]
    await idle()
    assert len(decisions()) == 1
    assert decisions()[0]["source"] == "channel"
    await stage.anna.edit(post, "Наш чай")
    assert "Автор исправил" in words(await sandbox.wait_for_edit(report))


async def set_channel(sandbox: Sandbox) -> Stage:
    stage = await set_stage(sandbox, kind="channel")
    talk = sandbox.supergroup("Обсуждение", stage.anna, stage.berik, bot="administrator")
    stage.chat.linked_chat_id, talk.linked_chat_id = talk.id, stage.chat.id
    return stage


async def test_the_author_of_a_post_is_asked_through_the_administrators(sandbox: Sandbox) -> None:
    stage = await set_channel(sandbox)
    await stage.anna.start()
    await stage.anna.send_text(stage.chat, "Наш кальян")
    report = await stage.report()
    await stage.saule.press(report, "Спросить автора")
    asked = await sandbox.wait_for_answer(stage.anna.id, containing="Сауле Ахметова просит автора")
    assert "«кальян»" in words(asked)
    report = await stage.report("Автора попросили взглянуть")
    await stage.saule.press(report, "Всё в порядке")
    await idle()
    (report,) = stage.reports()
    assert "Ложная тревога, всё в порядке — Сауле Ахметова" in words(report)


async def test_a_post_is_deleted_by_a_reviewer_after_its_evidence_is_copied(sandbox: Sandbox) -> None:
    stage = await set_channel(sandbox)
    post = await stage.anna.send_text(stage.chat, "Наш кальян")
    report = await stage.report()
    await stage.saule.press(report, "Удалить публикацию")
    await idle()
    assert post["message_id"] not in [item["message_id"] for item in sandbox.messages(stage.chat)]
    methods = [call["method"] for call in sandbox.calls()]
    assert methods.index("forwardMessages") < methods.index("deleteMessage")


async def test_posts_are_deleted_only_where_that_is_switched_on(sandbox: Sandbox) -> None:
    stage = await set_channel(sandbox)
    await stage.anna.start()
    await stage.anna.send_text(None, "/chats")
    listed = await sandbox.wait_for_answer(stage.anna.id, containing="Чаты, где вы администратор")
    await stage.anna.press(listed, "Пресс-группа")
    panel = await sandbox.wait_for_edit(listed)
    await stage.anna.press(panel, "Придерживать")
    panel = await sandbox.wait_for_edit(panel)
    kept = await stage.anna.send_text(stage.chat, "Наш кальян")
    report = await stage.report()
    await stage.anna.press(panel, "Разрешить удалять публикации")
    await sandbox.wait_for_edit(panel)
    deleted = await stage.anna.send_text(stage.chat, "Мой лексус")
    await stage.report("Сообщение удалено", after=report)
    left = [item["message_id"] for item in sandbox.messages(stage.chat)]
    assert kept["message_id"] in left
    assert deleted["message_id"] not in left
    assert sandbox.answers(stage.chat) == []


async def test_the_first_decision_counts(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox)
    await stage.berik.send_text(stage.chat, "Наш кальян")
    report = await stage.report()
    first = await stage.saule.press(report, "case:1:right")
    assert first == {"text": "Записал.", "show_alert": False}
    decided = await sandbox.wait_for_edit(report)
    assert "Верно — Сауле Ахметова" in words(decided)
    old = sandbox.core.world.message(report["chat"]["id"], report["message_id"])
    old.json["reply_markup"] = report["reply_markup"]
    late = await stage.anna.press(report, "Удалить")
    assert late["text"] == "Уже решено: Сауле Ахметова."
    assert rows("SELECT outcome FROM cases") == [{"outcome": "right"}]


async def test_a_false_alarm_is_exported_for_training(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox)
    await stage.berik.send_text(stage.chat, "Кальян запрещён")
    report = await stage.report()
    await stage.saule.press(report, "Ложная тревога")
    (line,) = await training_lines._lines(None)
    assert (line["text"], line["rules"], line["overturned"]) == ("Кальян запрещён", [], ["alcohol_tobacco"])
    assert await training_lines._lines(77) == []


async def test_a_forged_button_decides_nothing(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox)
    await stage.berik.send_text(stage.chat, "Наш кальян")
    await stage.report()
    await stage.berik.start()
    await stage.berik.send_text(None, "Наш кальян")
    own = await sandbox.wait_for_answer(stage.berik.id, containing="Лучше поправить")
    message = sandbox.core.world.message(stage.berik.id, own["message_id"])
    forged = [
        {"text": "x", "callback_data": "case:1:false"},
        {"text": "y", "callback_data": f"set:{stage.chat.id}:mode:warn"},
    ]
    message.json["reply_markup"] = {"inline_keyboard": [forged]}
    assert (await stage.berik.press(own, "x"))["text"] == "Этого отчёта больше нет."
    assert (await stage.berik.press(own, "y"))["text"] == "Это могут только администраторы чата."
    assert rows("SELECT outcome FROM cases") == [{"outcome": None}]
    assert rows("SELECT DISTINCT mode FROM chats") == [{"mode": "observe"}]
