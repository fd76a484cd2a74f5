"""Channels: posts are reported, asked about and deleted where that is switched on."""

from bot.sandbox import Sandbox
from tests.bot.running import buttons, decisions, words
from tests.bot.stage import Stage, idle, set_stage


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
