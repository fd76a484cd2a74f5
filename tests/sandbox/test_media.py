"""Photos, albums, documents and all other kinds: as Telegram shows them to a bot."""

import io

import pytest
from PIL import Image
from telegram import Bot, InputMediaPhoto, Message
from telegram.error import BadRequest

from bot.sandbox import NotPossibleError, Person, Sandbox, Upload
from bot.sandbox.kinds import DATA_KINDS, FILE_KINDS
from tests.sandbox.conftest import picture


async def received(bot: Bot) -> list[Message]:
    updates = await bot.get_updates(timeout=0)
    return [update.effective_message for update in updates if update.effective_message]


async def test_photo_comes_in_sizes_and_can_be_downloaded(anna: Person, bot: Bot) -> None:
    await anna.send_photo(None, picture(3000, 1500, "PNG"), caption="Подпись #тег")
    [message] = await received(bot)
    assert [(size.width, size.height) for size in message.photo] == [
        (90, 45),
        (320, 160),
        (800, 400),
        (1280, 640),
    ]
    assert message.caption == "Подпись #тег"
    assert message.caption_entities[0].type == "hashtag"
    data = await (await message.photo[-1].get_file()).download_as_bytearray()
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size) == ("JPEG", (1280, 640))


async def test_album_is_several_messages_of_one_group(anna: Person, bot: Bot, photo: bytes) -> None:
    await anna.send_album(None, [photo, photo, photo], caption="Три фото")
    messages = await received(bot)
    assert len(messages) == 3
    assert len({message.media_group_id for message in messages}) == 1
    assert [message.caption for message in messages] == ["Три фото", None, None]


async def test_document_keeps_name_type_and_thumbnail(anna: Person, bot: Bot, photo: bytes) -> None:
    await anna.send_document(None, photo, name="снимок.jpg")
    [message] = await received(bot)
    document = message.document
    assert document
    assert (document.file_name, document.mime_type) == ("снимок.jpg", "image/jpeg")
    assert document.thumbnail
    assert bytes(await (await document.get_file()).download_as_bytearray()) == photo


async def test_files_over_20_mb_cannot_be_fetched(anna: Person, bot: Bot) -> None:
    sent = await anna.send_document(None, b"x", name="big.zip", file_size=20 * 1024 * 1024 + 1)
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(sent["document"]["file_id"])


@pytest.mark.parametrize("kind", [*FILE_KINDS, *DATA_KINDS])
async def test_every_kind_is_understood_by_the_library(anna: Person, bot: Bot, kind: str) -> None:
    send = anna.send_kind if kind in FILE_KINDS else anna.send_data
    await send(None, kind)
    [message] = await received(bot)
    assert getattr(message, kind) is not None


async def test_video_carries_its_thumbnail(anna: Person, bot: Bot, photo: bytes) -> None:
    await anna.send_kind(None, "video", thumbnail=photo, caption="Видео")
    [message] = await received(bot)
    assert message.video
    assert message.video.thumbnail


async def test_bot_sends_photos_and_albums(sandbox: Sandbox, anna: Person, bot: Bot, photo: bytes) -> None:
    await anna.start()
    sent = await bot.send_photo(anna.id, photo, caption="<i>x</i>", parse_mode="HTML")
    again = await bot.send_photo(anna.id, sent.photo[-1].file_id)
    assert again.photo == sent.photo
    album = await bot.send_media_group(anna.id, [InputMediaPhoto(photo, caption="a"), InputMediaPhoto(photo)])
    assert len({message.media_group_id for message in album}) == 1
    edited = await bot.edit_message_media(InputMediaPhoto(picture(50, 50)), anna.id, sent.message_id)
    assert isinstance(edited, Message)
    assert edited.photo != sent.photo
    assert len(sandbox.answers(anna.id)) == 4


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"no picture", "Image_process_failed"), (picture(2000, 20), "Photo_invalid_dimensions")],
)
async def test_what_is_no_photo_is_refused(anna: Person, bot: Bot, data: bytes, reason: str) -> None:
    await anna.start()
    with pytest.raises(BadRequest, match=reason):
        await bot.send_photo(anna.id, data)


async def test_caption_over_1024_is_refused(anna: Person, bot: Bot, photo: bytes) -> None:
    await anna.start()
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(anna.id, photo, caption="ы" * 1025)
    with pytest.raises(NotPossibleError):
        await anna.send_photo(None, photo, caption="ы" * 1025)


async def test_edit_and_forward_by_a_person(anna: Person, bot: Bot, photo: bytes) -> None:
    sent = await anna.send_album(None, [photo, Upload(b"pdf", "a.pdf", "application/pdf")])
    await anna.edit(sent[0], "новая подпись")
    await anna.forward(None, *sent)
    updates = await bot.get_updates(timeout=0)
    assert updates[2].edited_message
    assert updates[2].edited_message.caption == "новая подпись"
    forwarded = [update.message for update in updates[3:] if update.message]
    assert len({message.media_group_id for message in forwarded}) == 1
    assert all(message.forward_origin for message in forwarded)
