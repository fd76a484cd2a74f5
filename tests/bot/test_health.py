"""/health: for owners only, and honest about what is missing."""

from pathlib import Path

from bot.sandbox import Sandbox
from tests.bot.members import NOT_YOURS
from tests.bot.running import running, words

OWNER = 9001


async def test_an_owner_sees_versions_queue_database_disk_and_backups(tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    async with (
        Sandbox() as sandbox,
        running(sandbox, admin_ids=frozenset({OWNER}), backup_dir=backups),
    ):
        owner = sandbox.user("Хозяин", "ru", id=OWNER)
        sent = await owner.send_text(None, "/health")
        answer = words(await sandbox.wait_for_answer(owner.id, after=sent))
        for part in ("text thumb-text", "Правил: 18", "ждут проверки 0", "База: ", "Свободно на диске"):
            assert part in answer
        assert "Последняя копия" in answer


async def test_it_says_that_there_are_no_backups_and_tells_nobody_else(tmp_path: Path) -> None:
    async with Sandbox() as sandbox, running(sandbox, admin_ids=frozenset({OWNER})):
        owner, other = sandbox.user("Иесі", "kk", id=OWNER), sandbox.user("Кто-то", "ru")
        sent = await owner.send_text(None, "/health")
        assert "⚠️ Сақтық көшірмелер" in words(await sandbox.wait_for_answer(owner.id, after=sent))
        sent = await other.send_text(None, "/health")
        assert NOT_YOURS in words(await sandbox.wait_for_answer(other.id, after=sent))
