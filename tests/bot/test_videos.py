"""Videos and GIFs: looked at frame by frame, the answer names the second."""

import json

import pytest

from bot.sandbox import Person, Sandbox, Upload
from bot.sandbox.files import DOWNLOAD_LIMIT
from tests.bot.conftest import picture
from tests.bot.running import decisions, words
from tests.classifiers.image.filmed import film

GREEN_THEN_RED = film([("green", 11), ("red", 1)])


@pytest.fixture
def anna(sandbox: Sandbox) -> Person:
    return sandbox.user("Анна", "ru")


def not_judged() -> list[str]:
    return list(json.loads(decisions()[0]["not_evaluated"]))


@pytest.mark.parametrize("kind", ["video", "animation", "video_note"])
async def test_the_answer_names_the_second(sandbox: Sandbox, anna: Person, kind: str) -> None:
    await anna.send_kind(None, kind, GREEN_THEN_RED)
    answer = await sandbox.wait_for_answer(anna.id)
    assert "На 12-й секунде" in words(answer)
    assert "photo" in answer
    assert "звук" in words(answer)
    assert decisions()[0]["kind"] == kind
    assert not_judged() == ["frames"]


async def test_a_plain_video_is_approved_as_far_as_it_was_seen(sandbox: Sandbox, anna: Person) -> None:
    await anna.send_kind(None, "video", film([("green", 3)]), caption="Отчёт о ремонте")
    assert words(await sandbox.wait_for_answer(anna.id)).startswith("✅ В том, что удалось проверить")


async def test_a_video_of_an_album_does_not_change_the_numbers_of_the_photos(
    sandbox: Sandbox, anna: Person
) -> None:
    clip = Upload(film([("green", 4)]), "clip.mp4", "video/mp4")
    await anna.send_album(None, [clip, picture("green"), picture("red")])
    assert "Фото 2" in words(await sandbox.wait_for_answer(anna.id))


async def test_of_a_video_that_is_too_big_the_cover_is_judged(sandbox: Sandbox, anna: Person) -> None:
    await anna.send_kind(
        None, "video", GREEN_THEN_RED, file_size=DOWNLOAD_LIMIT + 1, thumbnail=picture("red")
    )
    answer = words(await sandbox.wait_for_answer(anna.id))
    assert "больше 20 МБ" in answer
    assert "секунде" not in answer
    assert decisions()[0]["verdict"] == "warn"
    assert not_judged() == ["moving_too_big"]


async def test_a_broken_video_alone_is_not_called_clean(sandbox: Sandbox, anna: Person) -> None:
    await anna.send_kind(None, "video_note")
    answer = words(await sandbox.wait_for_answer(anna.id))
    assert answer.startswith("Проверить не получилось")
    assert "Видео не открылось" in answer


async def test_the_second_in_kazakh(sandbox: Sandbox) -> None:
    dana = sandbox.user("Дана", "kk")
    await dana.send_kind(None, "video", GREEN_THEN_RED)
    assert "12-секундта" in words(await sandbox.wait_for_answer(dana.id))


async def test_a_gif_sent_as_a_file_is_looked_at(sandbox: Sandbox, anna: Person) -> None:
    await anna.send_document(None, picture("red", form="GIF"), name="кадр.gif")
    assert "На 1-й секунде" in words(await sandbox.wait_for_answer(anna.id))
