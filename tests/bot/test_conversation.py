"""Conversations with the whole bot over real HTTP: what people send, and what they get."""

import asyncio
import json

import pytest

from bot.sandbox import Person, Sandbox, Upload
from tests.bot.conftest import picture
from tests.bot.running import buttons, decisions, rows, settled, until, words


@pytest.fixture
def anna(sandbox: Sandbox) -> Person:
    return sandbox.user("Анна", "ru")


async def ask(sandbox: Sandbox, person: Person, text: str) -> dict:
    sent = await person.send_text(None, text)
    return await sandbox.wait_for_answer(person.id, after=sent)


async def test_a_text_is_warned_about_with_its_words(sandbox: Sandbox, anna: Person) -> None:
    sent = await anna.send_text(None, "Вечер, кальян и друзья")
    answer = await sandbox.wait_for_answer(anna.id)
    assert words(answer).startswith("⚠️ Лучше поправить перед публикацией")
    assert "«кальян»" in words(answer)
    assert "Совет: " in words(answer)
    assert answer["reply_to_message"]["message_id"] == sent["message_id"]
    assert buttons(answer) == ["Подробнее", "Не согласен", "Спросить уполномоченного"]
    await settled()
    (row,) = decisions()
    assert (row["source"], row["kind"], row["verdict"], row["text"]) == (
        "private", "text", "warn", "Вечер, кальян и друзья",
    )  # fmt: skip
    assert (row["chat_id"], row["user_id"], row["language"]) == (anna.id, anna.id, "ru")
    assert (row["message_id"], row["answer_message_id"]) == (sent["message_id"], answer["message_id"])


async def test_a_work_post_is_approved_and_encouraged(sandbox: Sandbox, anna: Person) -> None:
    answer = await ask(sandbox, anna, "Провели отчёт перед жителями")
    assert words(answer).startswith("✅ Замечаний нет")
    assert "такие записи нужны людям" in words(answer)
    assert buttons(answer) == ["Подробнее"]


async def test_nothing_stays_in_the_inbox_or_the_outbox(sandbox: Sandbox, anna: Person) -> None:
    await ask(sandbox, anna, "Вечер, кальян и друзья")
    await settled()
    (handled,) = rows("SELECT * FROM handled_updates")
    assert handled["decision_id"] == 1


async def test_a_photo_is_answered_with_a_marked_copy(sandbox: Sandbox, anna: Person) -> None:
    await anna.send_photo(None, picture("red"))
    answer = await sandbox.wait_for_answer(anna.id)
    assert "photo" in answer
    assert "На фото" in words(answer)
    await settled()
    (row,) = decisions()
    assert (row["kind"], row["answer_kind"]) == ("photo", "photo")
    assert len(json.loads(row["picture_hashes"])[0]) == 16


async def test_a_photo_with_a_caption_is_one_draft(sandbox: Sandbox, anna: Person) -> None:
    await anna.send_photo(None, picture("green"), caption="Вечер, кальян")
    answer = await sandbox.wait_for_answer(anna.id)
    assert "«кальян»" in words(answer)
    assert "photo" not in answer
    assert len(decisions()) == 1


async def test_an_album_is_judged_once_with_photo_numbers(sandbox: Sandbox, anna: Person) -> None:
    sent = await anna.send_album(None, [picture("green"), picture("red"), picture("blue")], caption="кальян")
    answer = await sandbox.wait_for_answer(anna.id)
    assert "Фото 2" in words(answer)
    await asyncio.sleep(0.5)
    (row,) = decisions()
    assert row["kind"] == "album"
    assert answer["reply_to_message"]["message_id"] == sent[0]["message_id"]
    messages = rows("SELECT message_id FROM draft_messages ORDER BY message_id")
    assert [item["message_id"] for item in messages] == [item["message_id"] for item in sent]


async def test_two_pictures_of_an_album_are_marked_in_an_album(sandbox: Sandbox, anna: Person) -> None:
    await anna.send_album(None, [picture("red"), picture("red"), picture("blue")])
    answer = await sandbox.wait_for_answer(anna.id, containing="Лучше поправить")
    extras = [item for item in sandbox.answers(anna.id) if "photo" in item]
    assert [words(item) for item in extras] == ["Фото 1", "Фото 2"]
    assert "text" in answer


async def test_an_image_sent_as_a_file_is_judged_as_a_photo(sandbox: Sandbox, anna: Person) -> None:
    await anna.send_document(None, picture("red", form="PNG"), name="фото.png")
    assert "На фото" in words(await sandbox.wait_for_answer(anna.id))


async def test_a_forwarded_message_is_judged(sandbox: Sandbox, anna: Person) -> None:
    first = await anna.send_text(None, "Совещание")
    await sandbox.wait_for_answer(anna.id)
    other = sandbox.user("Берик", "ru")
    draft = await other.send_text(None, "Наш кальян")
    await sandbox.wait_for_answer(other.id)
    await other.forward(None, draft)
    assert "«кальян»" in words(await sandbox.wait_for_answer(other.id))
    assert first


async def test_an_edited_message_is_judged_again_and_the_answer_edited(
    sandbox: Sandbox, anna: Person
) -> None:
    sent = await anna.send_text(None, "Вечер, кальян и друзья")
    answer = await sandbox.wait_for_answer(anna.id)
    await anna.edit(sent, "Вечер и друзья")
    edited = await sandbox.wait_for_edit(answer)
    assert words(edited).startswith("✅ Замечаний нет")
    assert len(sandbox.answers(anna.id)) == 1
    assert [row["verdict"] for row in decisions()] == ["warn", "approve"]


async def test_a_caption_edited_away_from_the_photo_replaces_the_answer(
    sandbox: Sandbox, anna: Person
) -> None:
    sent = await anna.send_photo(None, picture("red"), caption="Моя машина")
    answer = await sandbox.wait_for_answer(anna.id)
    await anna.edit_photo(sent, picture("green"), caption="Моя машина")
    new = await sandbox.wait_for_answer(anna.id, after=answer)
    assert words(new).startswith("✅ Замечаний нет")
    await until(lambda: [item["message_id"] for item in sandbox.answers(anna.id)] == [new["message_id"]])


async def test_a_hidden_link_is_judged_with_the_text(sandbox: Sandbox, anna: Person) -> None:
    await anna.send_text(None, 'Наш <a href="https://example.kz/lexus">дом</a>', html=True)
    assert "«lexus»" in words(await sandbox.wait_for_answer(anna.id))
    assert decisions()[0]["text"] == "Наш дом\nhttps://example.kz/lexus"


async def test_a_poll_is_judged_by_question_and_options(sandbox: Sandbox, anna: Person) -> None:
    await anna.send_data(None, "poll", question="Куда пойдём?", options=["Музей", "Кальян"])
    assert "«Кальян»" in words(await sandbox.wait_for_answer(anna.id))
    assert decisions()[0]["kind"] == "poll"


async def test_of_a_video_that_does_not_open_caption_and_cover_are_judged(
    sandbox: Sandbox, anna: Person
) -> None:
    await anna.send_kind(None, "video", caption="наш кальян", thumbnail=picture("green"))
    answer = words(await sandbox.wait_for_answer(anna.id))
    assert "«кальян»" in answer
    assert "Видео не открылось" in answer
    assert "moving_unreadable" in json.loads(decisions()[0]["not_evaluated"])


@pytest.mark.parametrize(
    ("kind", "word"),
    [("sticker", "Стикеры"), ("voice", "Голосовые"), ("audio", "Звук")],
)
async def test_other_kinds_get_an_honest_answer(sandbox: Sandbox, anna: Person, kind: str, word: str) -> None:
    await anna.send_kind(None, kind)
    assert words(await sandbox.wait_for_answer(anna.id)).startswith(word)
    assert decisions() == []


@pytest.mark.parametrize("kind", ["location", "contact", "dice", "venue"])
async def test_data_gets_an_honest_answer(sandbox: Sandbox, anna: Person, kind: str) -> None:
    await anna.send_data(None, kind)
    assert (
        "не проверяю" in (text := words(await sandbox.wait_for_answer(anna.id)))
        or "проверять не умею" in text
    )


async def test_a_file_that_is_no_picture_gets_an_honest_answer(sandbox: Sandbox, anna: Person) -> None:
    await anna.send_document(None, b"%PDF-1.7", name="отчёт.pdf")
    assert words(await sandbox.wait_for_answer(anna.id)).startswith("Такие файлы я пока проверять не умею")


async def test_a_broken_picture_is_not_called_clean(sandbox: Sandbox, anna: Person) -> None:
    await anna.send_document(None, b"no picture", name="фото.jpg")
    answer = words(await sandbox.wait_for_answer(anna.id))
    assert answer.startswith("Проверить не получилось")
    assert "повреждён" in answer


@pytest.mark.parametrize(
    "text",
    [
        "<b>кальян</b> & </i> <script>alert(1)</script> &amp; *жирный* _курсив_ [ссылка](http://x)",
        "\u202eкальян\u202c\u200f " + "\u2067\u2068" * 5,
        "😀" * 200 + " кальян",
        "кальян {format} %s %(name)s {0}",
        ("кальян <b> & " * 400)[:4096],
    ],
)
async def test_no_text_breaks_or_changes_the_answer(sandbox: Sandbox, anna: Person, text: str) -> None:
    answer = await ask(sandbox, anna, text)
    assert words(answer).startswith("⚠️ Лучше поправить перед публикацией\n\n1. ")
    assert "«кальян»" in words(answer)
    assert {entity["type"] for entity in answer["entities"]} == {"bold", "italic"}
    assert len(sandbox.answers(anna.id)) == 1


async def test_several_messages_are_answered_in_order(sandbox: Sandbox, anna: Person) -> None:
    sent = [await anna.send_text(None, f"Совещание номер {n}") for n in range(5)]
    await sandbox.wait_until(lambda: len(sandbox.answers(anna.id)) == 5 or None)
    replies = [item["reply_to_message"]["message_id"] for item in sandbox.answers(anna.id)]
    assert replies == [item["message_id"] for item in sent]


async def test_ten_people_at_once_do_not_wait_for_one_another(sandbox: Sandbox) -> None:
    people = [sandbox.user(f"Человек {n}", "ru") for n in range(10)]
    began = asyncio.get_running_loop().time()
    await asyncio.gather(*(person.send_text(None, "Вечер, кальян") for person in people))
    for person in people:
        await sandbox.wait_for_answer(person.id, after=0)
    assert asyncio.get_running_loop().time() - began < 5  # one, on a machine that does nothing else


async def test_a_long_wait_is_told(sandbox: Sandbox) -> None:
    people = [sandbox.user(f"Человек {n}", "ru") for n in range(6)]
    for person in people:
        await person.send_text(None, "медленно")
    told = await sandbox.wait_for_answer(people[-1].id, after=0, containing="в очереди")
    assert "черновик — " in words(told)
    await sandbox.wait_for_answer(people[-1].id, after=told, containing="Замечаний нет")
    await until(lambda: len(sandbox.answers(people[-1].id)) == 1)


async def test_check_as_a_reply(sandbox: Sandbox, anna: Person) -> None:
    draft = await anna.send_text(None, "Наш кальян")
    await sandbox.wait_for_answer(anna.id)
    await anna.send_text(None, "/check", reply_to=draft)
    assert "«кальян»" in words(await sandbox.wait_for_answer(anna.id))
    assert "Ответьте командой" in words(await ask(sandbox, anna, "/check"))


async def test_a_crash_in_judging_is_told_and_the_chat_goes_on(
    sandbox: Sandbox, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("boom")

    with monkeypatch.context() as patch:
        patch.setattr("classifiers.judge.Judge.judge_all", broken)
        assert "сбой на моей стороне" in words(await ask(sandbox, anna, "Совещание"))
    assert "Замечаний нет" in words(await ask(sandbox, anna, "Совещание"))


async def test_an_album_of_files_is_judged_once(sandbox: Sandbox, anna: Person) -> None:
    files = [Upload(picture("green"), "1.jpg", "image/jpeg"), Upload(picture("red"), "2.jpg", "image/jpeg")]
    await anna.send_album(None, files)
    assert "Фото 2" in words(await sandbox.wait_for_answer(anna.id))
    assert len(decisions()) == 1
