"""Cases: an author disagrees or doubts, one commissioner decides, the author is answered."""

import asyncio
import json

from bot.sandbox import Person, Sandbox
from tests.bot.cases import appeals, cli, disagreed, last_card, quiet, verified
from tests.bot.conftest import picture
from tests.bot.people import CLOSED, OWNER, invited, say
from tests.bot.running import buttons, rows, words

SETTINGS = CLOSED


async def test_a_disagreement_goes_to_the_commissioners_and_back(
    sandbox: Sandbox, people: tuple[Person, Person, Person]
) -> None:
    author, first, second = people
    await disagreed(sandbox, author)
    for commissioner in (first, second):
        assert "Кеш, кальян" in words(sandbox.answers(commissioner.id)[-2])
        card = last_card(sandbox, commissioner)
        assert "автор не согласен" in words(card)
        assert "Айгүл пишет: «Бұл <алдын алу> науқаны»" in words(card)
        assert "«кальян»" in words(card)
        assert buttons(card) == ["Взять обращение"]
    await first.press(last_card(sandbox, first), "Взять обращение")
    await quiet()
    assert "Решает Первый" in words(last_card(sandbox, second))
    assert buttons(last_card(sandbox, second)) == []
    await first.press(last_card(sandbox, first), "Замечание снять")
    await sandbox.wait_for_answer(first.id, containing="комментарий для автора")
    await first.send_text(None, "Дұрыс, бұл алдын алу")
    told = await sandbox.wait_for_answer(author.id, after=0, containing="ескертуді алып тастады")
    assert "«Дұрыс, бұл алдын алу»" in words(told)
    await quiet()
    assert "Первый: замечание снято" in words(last_card(sandbox, second))
    (case,) = appeals()
    assert (case["outcome"], case["taken_by"], case["agency_id"]) == ("overturned", first.id, 1)
    kinds = [e["kind"] for e in rows("SELECT kind FROM events WHERE kind LIKE 'appeal%' ORDER BY id")]
    assert kinds == ["appeal.opened", "appeal.taken", "appeal.closed"]
    assert await asyncio.to_thread(verified)
    line = json.loads((await asyncio.to_thread(cli, "training-lines")).stdout)
    assert (line["text"], line["rules"], line["overturned"]) == ("Кеш, кальян", [], ["alcohol_tobacco"])


async def test_the_sentence_is_no_draft_and_a_second_case_is_not_opened(
    sandbox: Sandbox, people: tuple[Person, Person, Person]
) -> None:
    author, _, _ = people
    answer = await disagreed(sandbox, author)
    assert len(rows("SELECT id FROM decisions")) == 1
    await author.press(answer, "Уәкілден сұрау")
    await sandbox.wait_for_answer(author.id, containing="№ 1 өтініш бар")
    assert len(appeals()) == 1


async def test_a_doubt_is_answered_with_advice_and_the_marked_picture_is_sent(
    sandbox: Sandbox, people: tuple[Person, Person, Person]
) -> None:
    author, first, _ = people
    await author.send_photo(None, picture("red"))
    answer = await sandbox.wait_for_answer(author.id)
    await author.press(answer, "Уәкілден сұрау")
    await sandbox.wait_for_answer(author.id, containing="Неге күмәнданатыныңызды")
    await author.send_text(None, "Қызметтік көлік")
    await sandbox.wait_for_answer(author.id, containing="жіберілді")
    await quiet()
    assert any("photo" in item and "фото 1" in words(item) for item in sandbox.answers(first.id))
    await first.press(last_card(sandbox, first), "Взять обращение")
    await quiet()
    await first.press(last_card(sandbox, first), "Дать совет")
    await sandbox.wait_for_answer(first.id, containing="комментарий")
    await first.send_text(None, "Жариялауға болады")
    told = await sandbox.wait_for_answer(author.id, after=0, containing="жауап берді")
    assert "«Жариялауға болады»" in words(told)


async def test_without_a_commissioner_it_says_whom_to_turn_to(sandbox: Sandbox) -> None:
    author = await invited(sandbox, sandbox.person(OWNER), "official", "Анна")
    answer = await say(sandbox, author, "Вечер, кальян")
    await author.press(answer, "Не согласен")
    assert "кадровой служб" in words(await sandbox.wait_for_answer(author.id, after=answer))
    await author.send_text(None, "Совещание")
    await sandbox.wait_for_answer(author.id, containing="Замечаний нет")
    assert appeals() == []


async def test_a_question_can_be_cancelled_and_a_long_text_is_a_draft(
    sandbox: Sandbox, people: tuple[Person, Person, Person]
) -> None:
    author, _, _ = people
    answer = await say(sandbox, author, "Кеш, кальян")
    await author.press(answer, "Келіспеймін")
    asked = await sandbox.wait_for_answer(author.id, containing="Неге келіспейтініңізді")
    await author.send_text(None, "Жиналыс " * 200)
    await sandbox.wait_for_answer(author.id, containing="Ескерту жоқ")
    await author.press(asked, "Бас тарту")
    await sandbox.wait_for_edit(asked)
    await author.send_text(None, "Кеш, кальян")
    await sandbox.wait_for_answer(author.id, containing="түзеткен жөн")
    assert appeals() == []


async def test_forget_me_erases_texts_and_withdraws_cases(
    sandbox: Sandbox, people: tuple[Person, Person, Person]
) -> None:
    author, first, _ = people
    await disagreed(sandbox, author)
    asked = await say(sandbox, author, "/forget_me")
    await author.press(asked, "Ештеңені өшірмеу")
    await sandbox.wait_for_edit(asked)
    assert rows("SELECT text FROM decisions") == [{"text": "Кеш, кальян"}]
    asked = await say(sandbox, author, "/forget_me")
    await author.press(asked, "Өшіру")
    assert "1 тексерудің мәтіні" in words(await sandbox.wait_for_edit(asked))
    await quiet()
    (row,) = rows("SELECT text, reasons, verdict, file_ids FROM decisions")
    assert (row["text"], row["verdict"], "кальян" in row["reasons"]) == (None, "warn", False)
    (case,) = appeals()
    assert (case["outcome"], case["sentence"]) == ("withdrawn", None)
    card = last_card(sandbox, first)
    assert "Автор отозвал" in words(card)
    assert "науқаны" not in words(card)
    assert await asyncio.to_thread(verified)
