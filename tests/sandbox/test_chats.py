"""Groups, topics, channels and roles."""

import pytest
from telegram import Bot, Update
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.sandbox import NotPossibleError, Person, Sandbox


async def updates(bot: Bot) -> tuple[Update, ...]:
    return await bot.get_updates(timeout=0, allowed_updates=Update.ALL_TYPES)


async def test_joining_is_told_and_leaving_forbids(sandbox: Sandbox, anna: Person, bot: Bot) -> None:
    group = sandbox.group("Пресс-служба", anna)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(group.id, "x")
    sandbox.add_bot(group, anna)
    joined, service = await updates(bot)
    assert joined.my_chat_member
    assert joined.my_chat_member.new_chat_member.status == ChatMemberStatus.MEMBER
    assert service.message
    assert service.message.new_chat_members[0].is_bot
    await bot.send_message(group.id, "Здравствуйте")
    sandbox.kick(group, sandbox.bot, anna)
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group.id, "x")
    await anna.send_text(group, "без бота")
    assert [item.message.text for item in await updates(bot) if item.message][-1] is None


async def test_roles_are_listed(sandbox: Sandbox, anna: Person, bot: Bot) -> None:
    berik = sandbox.user("Берик")
    group = sandbox.supergroup("Штаб", anna, berik, bot="administrator")
    sandbox.promote(group, berik, anna, without={"can_delete_messages"})
    admins = {member.user.id: member for member in await bot.get_chat_administrators(group.id)}
    assert set(admins) == {anna.id, berik.id, sandbox.bot.id}
    member = await bot.get_chat_member(group.id, berik.id)
    assert member.to_dict()["can_delete_messages"] is False
    assert (await bot.get_chat(group.id)).title == "Штаб"


async def test_deleting_needs_the_right(sandbox: Sandbox, anna: Person, bot: Bot) -> None:
    group = sandbox.supergroup("Штаб", anna, bot="member")
    sent = await anna.send_text(group, "лишнее")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(group.id, sent["message_id"])
    sandbox.promote(group, sandbox.bot, anna)
    assert await bot.delete_message(group.id, sent["message_id"])


async def test_anonymous_administrator_writes_as_the_group(sandbox: Sandbox, anna: Person, bot: Bot) -> None:
    berik = sandbox.user("Берик")
    group = sandbox.supergroup("Штаб", anna, berik, bot="administrator")
    sandbox.promote(group, berik, anna, anonymous=True)
    await berik.send_text(group, "объявление")
    message = (await updates(bot))[-1].message
    assert message
    assert message.from_user
    assert message.from_user.username == "GroupAnonymousBot"
    assert message.sender_chat == message.chat


async def test_topics_keep_messages_apart(sandbox: Sandbox, anna: Person, bot: Bot) -> None:
    group = sandbox.supergroup("Форум", anna, bot="administrator", topics=("Анонсы",))
    [thread] = group.topics
    await anna.send_text(group, "в теме", thread=thread)
    message = (await updates(bot))[-1].message
    assert message
    assert (message.message_thread_id, message.is_topic_message) == (thread, True)
    sent = await bot.send_message(group.id, "ответ", message_thread_id=thread)
    assert sent.message_thread_id == thread
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(group.id, "x", message_thread_id=7)


async def test_channel_post_reaches_the_discussion_group(sandbox: Sandbox, anna: Person, bot: Bot) -> None:
    berik = sandbox.user("Берик")
    talk = sandbox.supergroup("Обсуждение", anna, berik, bot="administrator")
    channel = sandbox.channel("Новости", anna, berik, bot="administrator", discussion=talk)
    post = await anna.send_text(channel, "Открыли школу")
    first, second = await updates(bot)
    assert first.channel_post
    assert first.channel_post.from_user is None
    assert second.message
    assert second.message.is_automatic_forward
    assert second.message.sender_chat == first.channel_post.chat
    origin = second.message.forward_origin
    assert origin
    assert origin.to_dict()["message_id"] == post["message_id"]
    await anna.edit(post, "Открыли две школы")
    assert (await updates(bot))[-1].edited_channel_post
    with pytest.raises(NotPossibleError):
        await berik.send_text(channel, "нельзя")


async def test_channel_without_the_right_to_post(sandbox: Sandbox, anna: Person, bot: Bot) -> None:
    channel = sandbox.channel("Новости", anna, bot="member")
    with pytest.raises(BadRequest, match="Need administrator rights in the channel chat"):
        await bot.send_message(channel.id, "x")


async def test_group_becomes_a_supergroup(sandbox: Sandbox, anna: Person, bot: Bot) -> None:
    group = sandbox.group("Группа", anna, bot="member")
    new = sandbox.migrate(group)
    told = [item.message for item in await updates(bot) if item.message]
    assert (told[0].migrate_to_chat_id, told[1].migrate_from_chat_id) == (new.id, group.id)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(group.id, "x")
    assert caught.value.new_chat_id == new.id
    await bot.leave_chat(new.id)


async def test_chat_member_only_on_request(sandbox: Sandbox, anna: Person, bot: Bot) -> None:
    group = sandbox.supergroup("Штаб", anna, bot="administrator")
    await updates(bot)
    sandbox.add(group, sandbox.user("Новый"), anna)
    assert any(item.chat_member for item in await updates(bot))


async def test_the_bot_takes_its_id_from_the_token(sandbox: Sandbox, anna: Person) -> None:
    group = sandbox.group("Группа", anna, bot="member")
    async with Bot("424242:token", base_url=f"{sandbox.url}/bot") as other:
        assert other.id == 424242
        assert (await other.get_chat_member(group.id, 424242)).status == "member"


async def test_privacy_mode_lets_only_what_is_meant_for_the_bot_through(
    sandbox: Sandbox, anna: Person, bot: Bot
) -> None:
    sandbox.core.privacy_mode = True
    group = sandbox.group("Группа", anna, bot="member")
    own = await bot.send_message(group.id, "Здравствуйте")
    await anna.send_text(group, "между собой")
    await anna.send_text(group, "/help@adep_sandbox_bot")
    await anna.send_text(group, "/help@other_bot")
    await anna.send_text(group, "спасибо", reply_to=own.message_id)
    heard = [item.message.text for item in await updates(bot) if item.message]
    assert heard == ["/help@adep_sandbox_bot", "спасибо"]
    assert not (await bot.get_me()).can_read_all_group_messages


async def test_hidden_member_list(sandbox: Sandbox, anna: Person, bot: Bot) -> None:
    group = sandbox.supergroup("Штаб", anna, bot="member", members_hidden=True)
    with pytest.raises(BadRequest, match="Member list is inaccessible"):
        await bot.get_chat_administrators(group.id)
