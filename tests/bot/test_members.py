"""Agencies and members: joining by a link, roles, and the border between agencies."""

import json
import sqlite3

import pytest

from bot.sandbox import Person, Sandbox
from tests.bot.people import CLOSED, OWNER, forge, invited, link_for, say
from tests.bot.running import buttons, decisions, rows, settled, words

SETTINGS = CLOSED


@pytest.fixture
def owner(sandbox: Sandbox) -> Person:
    return sandbox.person(OWNER)


def members() -> dict[str, tuple[int, str]]:
    return {row["name"]: (row["agency_id"], row["role"]) for row in rows("SELECT * FROM members")}


async def test_an_invited_official_joins_and_is_judged_and_the_inviter_is_told(
    sandbox: Sandbox, owner: Person
) -> None:
    link = await link_for(sandbox, owner, "official")
    anna = sandbox.user("Анна", "ru")
    before = await say(sandbox, anna, "Вечер, кальян")
    assert "ссылку-приглашение" in words(before)
    await anna.start(link)
    joined = await sandbox.wait_for_answer(anna.id, containing="Готово, вы участник")
    assert "роль — сотрудник" in words(joined)
    await sandbox.wait_for_answer(anna.id, containing="Choose a language")
    told = await sandbox.wait_for_answer(owner.id, containing="По вашему приглашению")
    assert "Анна" in words(told)
    assert "«кальян»" in words(await say(sandbox, anna, "Вечер, кальян"))
    await settled()
    assert [row["agency_id"] for row in decisions()] == [1]
    assert rows("SELECT used FROM invitations") == [{"used": 1}]


async def test_a_link_works_as_often_as_it_says(sandbox: Sandbox, owner: Person) -> None:
    link = await link_for(sandbox, owner, "commissioner")
    first, second = sandbox.user("Первый", "kk"), sandbox.user("Второй", "kk")
    await first.start(link)
    assert "әдеп жөніндегі уәкіл" in words(
        await sandbox.wait_for_answer(first.id, containing="Сіз қосылдыңыз")
    )
    await sandbox.wait_for_answer(first.id, containing="Choose a language")
    await first.start(link)
    await sandbox.wait_for_answer(first.id, containing="жарамсыз")
    await second.start(link)
    assert "жарамсыз" in words(await sandbox.wait_for_answer(second.id))
    assert members() == {"Первый": (1, "commissioner")}


async def test_buttons_change_and_revoke_an_invitation(sandbox: Sandbox, owner: Person) -> None:
    card = await say(sandbox, owner, "/invite official")
    await owner.press(card, "10 человек")
    card = await sandbox.wait_for_edit(card)
    assert "использовано 0 из 10" in words(card)
    await owner.press(card, "1 день")
    await settled()
    card = sandbox.answers(owner.id)[-1]
    link = words(card).split("start=")[1].split()[0]
    choices = await say(sandbox, owner, "/invite")
    assert buttons(choices) == ["Сотрудник", "Уполномоченный по этике", "Администратор органа", "№ 1"]
    await owner.press(card, "Отозвать")
    assert "отозвано" in words(await sandbox.wait_for_edit(card))
    late = sandbox.user("Поздний", "ru")
    await late.start(link)
    assert "не действует" in words(await sandbox.wait_for_answer(late.id))
    assert members() == {}


async def test_an_expired_link_is_refused(sandbox: Sandbox, owner: Person) -> None:
    link = await link_for(sandbox, owner, "official")
    with sqlite3.connect("adep.sqlite3") as connection:
        connection.execute("UPDATE invitations SET expires_at = '2020-01-01 00:00:00'")
    late = sandbox.user("Поздний", "en")
    await late.start(link)
    assert "does not work" in words(await sandbox.wait_for_answer(late.id))


async def test_roles_change_and_members_go(sandbox: Sandbox, owner: Person) -> None:
    anna = await invited(sandbox, owner, "official", "Анна")
    listed = await say(sandbox, owner, "/members")
    assert "1. Анна — сотрудник" in words(listed)
    await owner.press(listed, "1")
    card = await sandbox.wait_for_edit(listed)
    await owner.press(card, "→ уполномоченный по этике")
    assert "теперь уполномоченный" in words(await sandbox.wait_for_edit(card))
    assert "Теперь вы уполномоченный" in words(
        await sandbox.wait_for_answer(anna.id, containing="роль в боте изменена")
    )
    assert "администратор" in words(await say(sandbox, owner, f"/role {anna.id} admin"))
    assert members() == {"Анна": (1, "admin")}
    sure = await say(sandbox, owner, f"/remove {anna.id}")
    await owner.press(sure, "Да, исключить")
    await sandbox.wait_for_answer(anna.id, containing="исключил вас")
    assert members() == {}
    assert "не сохранено" in words(await say(sandbox, anna, "Совещание"))


async def test_nobody_changes_their_own_role(sandbox: Sandbox, owner: Person) -> None:
    admin = await invited(sandbox, owner, "admin", "Админ")
    assert "Себя так изменить нельзя" in words(await say(sandbox, admin, f"/role {admin.id} official"))
    assert "Себя так изменить нельзя" in words(await say(sandbox, admin, f"/remove {admin.id}"))
    assert members() == {"Админ": (1, "admin")}


@pytest.mark.parametrize(
    "command", ["/members", "/invite official", "/role 1 admin", "/remove 1", "/agency new X"]
)
async def test_an_official_cannot_administer(sandbox: Sandbox, owner: Person, command: str) -> None:
    anna = await invited(sandbox, owner, "official", "Анна")
    assert words(await say(sandbox, anna, command)) == "Для вашей роли это недоступно."
    assert len(rows("SELECT * FROM invitations")) == 1


async def test_forged_buttons_of_officials_and_of_another_agency_change_nothing(
    sandbox: Sandbox, owner: Person
) -> None:
    anna = await invited(sandbox, owner, "official", "Анна")
    await say(sandbox, owner, "/agency new Акимат", containing="Добавлен")
    listed = await say(sandbox, owner, "/agency", containing="Акимат")
    await owner.press(listed, "Перейти: Акимат")
    await sandbox.wait_for_edit(listed)
    stranger_admin = await invited(sandbox, owner, "admin", "Чужой админ")
    assert members()["Чужой админ"] == (2, "admin")
    before = rows("SELECT * FROM members"), rows("SELECT * FROM invitations")
    for person in (anna, stranger_admin):
        message = sandbox.answers(person.id)[-1]
        for data in (
            f"member:{anna.id}:admin",
            f"member:{anna.id}:removed",
            "invitation:1:uses:100",
            "invitation:1:revoke:0",
            "agency:1",
        ):
            answer = await forge(person, message, data)
            assert answer is not None
    for data in ("members:0", f"member:{anna.id}", "invitation:1"):
        await forge(stranger_admin, sandbox.answers(stranger_admin.id)[-1], data)
    assert (rows("SELECT * FROM members"), rows("SELECT * FROM invitations")) == before
    assert all("Анна" not in words(item) for item in sandbox.answers(stranger_admin.id))
    assert "Анна" not in words(await say(sandbox, stranger_admin, "/members"))
    assert "нет" in words(await say(sandbox, stranger_admin, f"/role {anna.id} admin"))


async def test_a_member_of_another_agency_is_not_moved_by_a_link(sandbox: Sandbox, owner: Person) -> None:
    anna = await invited(sandbox, owner, "official", "Анна")
    await say(sandbox, owner, "/agency new Акимат", containing="Добавлен")
    listed = await say(sandbox, owner, "/agency", containing="Акимат")
    await owner.press(listed, "Перейти: Акимат")
    await sandbox.wait_for_edit(listed)
    await anna.start(await link_for(sandbox, owner, "admin"))
    assert "другого органа" in words(await sandbox.wait_for_answer(anna.id))
    assert members()["Анна"] == (1, "official")


async def test_agencies_are_renamed_and_not_doubled(sandbox: Sandbox, owner: Person) -> None:
    await say(sandbox, owner, "/agency name Управление культуры", containing="Теперь орган")
    await say(sandbox, owner, "/agency new УПРАВЛЕНИЕ культуры", containing="уже есть")
    assert rows("SELECT name FROM agencies") == [{"name": "Управление культуры"}]


async def test_help_shows_what_the_role_may_do(sandbox: Sandbox, owner: Person) -> None:
    anna = await invited(sandbox, owner, "official", "Анна")
    assert "/invite" not in words(await say(sandbox, anna, "/help"))
    help_text = words(await say(sandbox, owner, "/help"))
    assert "/invite" in help_text
    assert "/agency" in help_text


async def test_roles_and_invitations_are_in_the_event_log_without_tokens(
    sandbox: Sandbox, owner: Person
) -> None:
    anna = await invited(sandbox, owner, "official", "Анна")
    await say(sandbox, owner, f"/role {anna.id} commissioner")
    events = rows("SELECT * FROM events WHERE kind NOT IN ('began', 'settings') ORDER BY id")
    kinds = [(e["kind"], e["subject_id"], json.loads(e["data"]).get("role")) for e in events]
    assert kinds == [
        ("invitation", 1, "official"),
        ("member.joined", anna.id, "official"),
        ("member.role", anna.id, "commissioner"),
    ]
    (invitation,) = rows("SELECT token FROM invitations")
    assert all(invitation["token"] not in e["data"] for e in events)
