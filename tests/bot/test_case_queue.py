"""Cases among the commissioners: one decider a case, its buttons, the queue, a commissioner who leaves."""

import asyncio

from bot.sandbox import Person, Sandbox
from tests.bot.cases import appeals, disagreed, last_card, quiet
from tests.bot.people import CLOSED, OWNER, forge, invited, say
from tests.bot.running import buttons, words

SETTINGS = CLOSED


async def test_one_case_has_one_decider(sandbox: Sandbox, people: tuple[Person, Person, Person]) -> None:
    author, first, second = people
    await disagreed(sandbox, author)
    stale = dict(last_card(sandbox, second))
    await asyncio.gather(
        first.press(last_card(sandbox, first), "Взять обращение"), second.press(stale, "Взять обращение")
    )
    await quiet()
    (case,) = appeals()
    winner, loser = (first, second) if case["taken_by"] == first.id else (second, first)
    assert any("решает другой" in words(item) for item in sandbox.answers(loser.id))
    await forge(loser, last_card(sandbox, loser), "appeal:1:upheld:plain")
    await quiet()
    assert appeals()[0]["outcome"] is None
    await winner.press(last_card(sandbox, winner), "Вернуть в очередь")
    await quiet()
    assert appeals()[0]["taken_by"] is None
    assert buttons(last_card(sandbox, loser)) == ["Взять обращение"]


async def test_forged_case_buttons_do_nothing(
    sandbox: Sandbox, people: tuple[Person, Person, Person]
) -> None:
    author, _, _ = people
    await disagreed(sandbox, author)
    owner = sandbox.person(OWNER)
    await say(sandbox, owner, "/agency new Акимат", containing="Добавлен")
    listed = await say(sandbox, owner, "/agency", containing="Акимат")
    await owner.press(listed, "Перейти: Акимат")
    await quiet()
    foreign = await invited(sandbox, owner, "commissioner", "Чужой")
    for person in (author, foreign, owner):
        message = sandbox.answers(person.id)[-1]
        for action in ("open", "take", "release", "upheld", "overturned:plain"):
            await forge(person, message, f"appeal:1:{action}")
    await forge(foreign, sandbox.answers(foreign.id)[-1], "disagree:1")
    await quiet()
    (case,) = appeals()
    assert (case["taken_by"], case["outcome"]) == (None, None)
    assert all("кальян" not in words(item) for item in sandbox.answers(foreign.id))
    assert "<b>0" not in words(await say(sandbox, foreign, "/appeals"))


async def test_a_removed_commissioner_gives_the_case_back(
    sandbox: Sandbox, people: tuple[Person, Person, Person]
) -> None:
    author, first, second = people
    await disagreed(sandbox, author)
    await first.press(last_card(sandbox, first), "Взять обращение")
    await quiet()
    await say(sandbox, sandbox.person(OWNER), f"/role {first.id} official", containing="теперь сотрудник")
    await quiet()
    assert appeals()[0]["taken_by"] is None
    assert buttons(last_card(sandbox, second)) == ["Взять обращение"]


async def test_the_queue_shows_ages_and_opens_cases(
    sandbox: Sandbox, people: tuple[Person, Person, Person]
) -> None:
    author, first, _ = people
    await disagreed(sandbox, author)
    listed = await say(sandbox, first, "/appeals")
    assert words(listed).startswith(
        "1 открытое обращение\n№ 1: несогласие, ждёт меньше часа. Пока никто не взял."
    )
    await first.press(listed, "№ 1")
    card = await sandbox.wait_for_answer(first.id, after=listed, containing="автор не согласен")
    assert buttons(card) == ["Взять обращение"]
    owners = await say(sandbox, sandbox.person(OWNER), "/appeals", containing="№ 1")
    assert buttons(owners) == []
