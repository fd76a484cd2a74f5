"""Who may send drafts while access is not open."""

from bot.sandbox import Sandbox
from tests.bot.conftest import picture
from tests.bot.running import decisions, rows, running, settled, words


async def test_a_strangers_draft_is_neither_judged_nor_stored() -> None:
    async with Sandbox() as sandbox:
        owner, stranger = sandbox.user("Владелец", "ru"), sandbox.user("Чужой", "ru")
        async with running(sandbox, open_access=False, admin_ids=frozenset({owner.id})):
            await owner.send_text(None, "Вечер, кальян")
            assert "«кальян»" in words(await sandbox.wait_for_answer(owner.id))
            await stranger.send_album(None, [picture("red"), picture("red")], caption="тайный кальян")
            answer = await sandbox.wait_for_answer(stranger.id, after=0)
            assert str(stranger.id) in words(answer)
            assert "не проверено и не сохранено" in words(answer)
            question = await stranger.start()
            question = await sandbox.wait_for_answer(stranger.id, after=question)
            await stranger.press(question, "Русский")
            assert "Пока я вас не знаю" in words(await sandbox.wait_for_edit(question))
            await settled()
        assert sandbox.calls("getFile") == []
    assert [row["user_id"] for row in decisions()] == [owner.id]
    assert rows("SELECT * FROM inbox") == []
