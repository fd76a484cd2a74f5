"""Joining, settings, moving: what administrators do with the bot in their chats."""

import pytest

from bot.sandbox import Person, Sandbox
from tests.bot.running import buttons, decisions, rows, running, words
from tests.bot.stage import idle, set_stage, until_row


@pytest.fixture
def anna(sandbox: Sandbox) -> Person:
    return sandbox.user("Анна", "ru")


async def test_it_greets_once_and_says_what_it_lacks(sandbox: Sandbox, anna: Person) -> None:
    group = sandbox.group("Пресс-группа", anna)
    sandbox.core.privacy_mode = True
    sandbox.add_bot(group, anna)
    greeting = await sandbox.wait_for_answer(group, after=0)
    assert "Сейчас только наблюдаю" in words(greeting)
    assert "вижу здесь не все сообщения" in words(greeting)
    assert "нет права удалять" in words(greeting)
    sandbox.kick(group, sandbox.bot, anna)
    await until_row("SELECT id FROM chats WHERE NOT active")
    sandbox.add_bot(group, anna, status="administrator")
    await until_row("SELECT id FROM chats WHERE active")
    await idle()
    assert len(sandbox.answers(group)) == 1


async def test_it_speaks_the_language_of_whoever_adds_it(sandbox: Sandbox) -> None:
    daniyar = sandbox.user("Данияр", "kk")
    group = sandbox.group("Баспасөз", daniyar)
    sandbox.add_bot(group, daniyar)
    assert "Сәлеметсіз бе! Мен Adep." in words(await sandbox.wait_for_answer(group, after=0))


async def test_into_a_channel_it_writes_nothing(sandbox: Sandbox, anna: Person) -> None:
    await anna.start()
    channel = sandbox.channel("Новости", anna)
    sandbox.add_bot(channel, anna, status="administrator")
    greeting = await sandbox.wait_for_answer(anna.id, containing="добавлен в канал «Новости»")
    assert "/chats" in words(greeting)
    assert sandbox.answers(channel) == []


async def test_from_a_strangers_chat_it_leaves() -> None:
    async with Sandbox() as closed:
        owner, stranger = closed.user("Владелец", "ru"), closed.user("Чужой", "ru")
        async with running(closed, open_access=False, admin_ids=frozenset({owner.id})):
            group = closed.group("Чужая группа", stranger)
            closed.add_bot(group, stranger)
            await closed.wait_for_answer(group, after=0, containing="поэтому ухожу")
            await closed.wait_until(lambda: None if group.has(closed.bot.id) else True)
            own = closed.group("Наша группа", owner)
            closed.add_bot(own, owner)
            await closed.wait_for_answer(own, after=0, containing="Я Adep")
    assert rows("SELECT agency_id FROM chats WHERE title = 'Наша группа'") == [{"agency_id": 1}]


async def test_only_administrators_change_settings(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox)
    asked = await stage.berik.send_text(stage.chat, "/mode hold")
    refused = await sandbox.wait_for_answer(stage.chat, after=asked)
    assert words(refused) == "Это могут только администраторы чата."
    asked = await stage.anna.send_text(stage.chat, "/settings")
    panel = await sandbox.wait_for_answer(stage.chat, after=asked, containing="Настройки: Пресс-группа")
    assert (await stage.berik.press(panel, "Придерживать"))["text"] == "Это могут только администраторы чата."
    await stage.anna.press(panel, "Придерживать")
    panel = await sandbox.wait_for_edit(panel)
    assert "Режим: Придерживать" in words(panel)
    sandbox.demote(stage.chat, stage.anna, stage.anna)
    stage.chat.members[stage.anna.id].status = "member"
    assert (await stage.anna.press(panel, "Наблюдать"))["text"] == "Это могут только администраторы чата."


async def test_hold_needs_a_reviewers_chat_and_the_right_to_delete(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, reviewers=False)
    asked = await stage.anna.send_text(stage.chat, "/mode hold")
    assert "Сначала нужен чат проверяющих" in words(await sandbox.wait_for_answer(stage.chat, after=asked))
    assert rows("SELECT mode FROM chats") == [{"mode": "observe"}]


async def test_settings_in_private_and_every_button(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, kind="channel")
    await stage.anna.start()
    await stage.anna.send_text(None, "/chats")
    listed = await sandbox.wait_for_answer(stage.anna.id, containing="Чаты, где вы администратор")
    await stage.anna.press(listed, "Пресс-группа")
    panel = await sandbox.wait_for_edit(listed)
    for button, shown in (
        ("высокая", "Чувствительность: высокая"),
        ("22–07", "Тихие часы: 22:00–07:00"),
        ("Қазақша", "Язык: Қазақша"),
        ("Разрешить удалять публикации", "удаляю и публикации канала"),
    ):
        await stage.anna.press(panel, button)
        panel = await sandbox.wait_for_edit(panel)
        assert shown in words(panel)
    await stage.anna.press(panel, "Правила")
    rules = await sandbox.wait_for_edit(panel)
    await stage.anna.press(rules, buttons(rules)[0])
    rules = await sandbox.wait_for_edit(rules)
    assert words(rules).count("◻️") == 1
    kinds = [row["kind"] for row in rows("SELECT kind FROM events WHERE kind = 'chat.setting'")]
    assert len(kinds) == 5


async def test_a_rule_that_is_off_is_not_reported(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox)
    asked = await stage.anna.send_text(stage.chat, "/settings")
    panel = await sandbox.wait_for_answer(stage.chat, after=asked)
    await stage.anna.press(panel, "Правила")
    rules = await sandbox.wait_for_edit(panel)
    await stage.anna.press(rules, f"set:{stage.chat.id}:rule:alcohol_tobacco.off")
    await sandbox.wait_for_edit(rules)
    await stage.berik.send_text(stage.chat, "Наш кальян")
    await until_row("SELECT id FROM decisions WHERE verdict = 'approve'")
    assert len(decisions()) == 1


async def test_an_anonymous_administrator_may_command(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox)
    sandbox.promote(stage.chat, stage.berik, stage.anna, anonymous=True)
    asked = await stage.berik.send_text(stage.chat, "/mode warn")
    await sandbox.wait_for_answer(stage.chat, after=asked, containing="Теперь режим такой: Предупреждать")


async def test_a_supergroup_keeps_the_settings_of_its_group(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, kind="group", mode="warn")
    new = sandbox.migrate(stage.chat)
    await until_row(f"SELECT id FROM chats WHERE id = {new.id}")
    sent = await stage.berik.send_text(new, "Наш кальян")
    await sandbox.wait_for_answer(new, after=sent, containing="Лучше поправить")
    await stage.report("«кальян»")
    (row,) = rows("SELECT id, kind, mode FROM chats WHERE title = 'Пресс-группа'")
    assert row == {"id": new.id, "kind": "supergroup", "mode": "warn"}


async def test_a_migrated_reviewers_chat_still_gets_reports(sandbox: Sandbox) -> None:
    stage = await set_stage(sandbox, reviewer_kind="group")
    assert stage.reviewers
    new = sandbox.migrate(stage.reviewers)
    await until_row(f"SELECT id FROM chats WHERE reviewers_id = {new.id}")
    await stage.berik.send_text(stage.chat, "Наш кальян")
    await sandbox.wait_for_answer(new, after=0, containing="«кальян»")
