"""What the bot sends, edits, deletes and fetches: every call is retried by `telegram_retries`."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import NetworkError, TelegramError

from bot.telegram_errors import (
    FileTooBigError,
    FileUnavailableError,
    MessageGoneError,
    NobodyThereError,
    NotModifiedError,
    RefusedError,
    UnreachableError,
)
from bot.telegram_retries import retried, with_plain_words

TYPING_EVERY_S = 4.5  # Telegram shows an action for five seconds
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Calls:
    """Telegram as the rest of the bot sees it."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot

    async def send_text(
        self,
        chat_id: int,
        text: str,
        *,
        reply_to: int | None = None,
        keyboard: InlineKeyboardMarkup | None = None,
        thread: int | None = None,
        silent: bool = False,
    ) -> int:
        """Send HTML, to a topic if `thread` names one, without a sound if `silent`; returns the message's id.

        Raises:
            UnreachableError: Telegram does not answer.
            NobodyThereError: the person has blocked the bot or is gone.
        """

        async def call(words: str, mode: str | None) -> Message:
            return await self.bot.send_message(
                chat_id,
                words,
                parse_mode=mode,
                reply_parameters=_reply(reply_to),
                reply_markup=keyboard,
                message_thread_id=thread,
                disable_notification=silent,
                link_preview_options=_NO_PREVIEW,
            )

        return (await with_plain_words(call, text)).message_id

    async def send_plain(self, chat_id: int, text: str) -> int:
        """Send somebody's own words, without a sound; returns the message's id. Raises as `send_text`."""
        message = await retried(
            lambda: self.bot.send_message(
                chat_id, text, disable_notification=True, link_preview_options=_NO_PREVIEW
            )
        )
        return message.message_id

    async def send_photo(
        self,
        chat_id: int,
        picture: bytes | str,
        caption: str,
        *,
        reply_to: int | None = None,
        keyboard: InlineKeyboardMarkup | None = None,
        silent: bool = False,
    ) -> int:
        """Send a picture (bytes or file id) with an HTML caption. Returns and raises as `send_text`."""

        async def call(words: str, mode: str | None) -> Message:
            return await self.bot.send_photo(
                chat_id,
                picture,
                caption=words,
                parse_mode=mode,
                reply_parameters=_reply(reply_to),
                reply_markup=keyboard,
                disable_notification=silent,
            )

        return (await with_plain_words(call, caption)).message_id

    async def send_album(
        self, chat_id: int, pictures: Sequence[tuple[bytes | str, str]], *, reply_to: int | None = None
    ) -> list[int]:
        """Send two to ten pictures with captions; returns the messages' ids. Raises as `send_text`."""
        media = [InputMediaPhoto(data, caption=caption) for data, caption in pictures]
        sent = await retried(
            lambda: self.bot.send_media_group(chat_id, media, reply_parameters=_reply(reply_to))
        )
        return [message.message_id for message in sent]

    async def edit_text(
        self, chat_id: int, message_id: int, text: str, keyboard: InlineKeyboardMarkup | None = None
    ) -> None:
        """Replace a text message; the same text again is no error.

        Raises:
            MessageGoneError: there is no such message any more.
            UnreachableError: Telegram does not answer.
            NobodyThereError: the person has blocked the bot or is gone.
        """

        async def call(words: str, mode: str | None) -> object:
            return await self.bot.edit_message_text(
                words,
                chat_id,
                message_id,
                parse_mode=mode,
                reply_markup=keyboard,
                link_preview_options=_NO_PREVIEW,
            )

        with contextlib.suppress(NotModifiedError):
            await with_plain_words(call, text)

    async def replace_text(
        self, chat_id: int, message_id: int, text: str, keyboard: InlineKeyboardMarkup | None = None
    ) -> None:
        """Edit a text message, or send a new one where it is gone. Raises as `send_text`."""
        try:
            await self.edit_text(chat_id, message_id, text, keyboard)
        except MessageGoneError:
            await self.send_text(chat_id, text, keyboard=keyboard)

    async def edit_photo(
        self,
        chat_id: int,
        message_id: int,
        picture: bytes,
        caption: str,
        keyboard: InlineKeyboardMarkup | None,
    ) -> None:
        """Replace a photo message. Raises as `edit_text`."""
        media = InputMediaPhoto(picture, caption=caption, parse_mode=ParseMode.HTML)
        with contextlib.suppress(NotModifiedError):
            await retried(
                lambda: self.bot.edit_message_media(media, chat_id, message_id, reply_markup=keyboard)
            )

    async def delete(self, chat_id: int, message_ids: Sequence[int]) -> None:
        """Delete messages; one that is gone or too old is left."""
        for message_id in message_ids:
            with contextlib.suppress(MessageGoneError, RefusedError, NobodyThereError, UnreachableError):
                await retried(lambda number=message_id: self.bot.delete_message(chat_id, number))  # type: ignore[misc]

    async def answer_button(self, query: CallbackQuery, text: str = "", *, alert: bool = False) -> None:
        """Stop the button's clock; too late is no error."""
        with contextlib.suppress(TelegramError):
            await query.answer(text[:200] or None, show_alert=alert)

    async def download(self, file_id: str) -> bytes:
        """The bytes of a file.

        Raises:
            FileTooBigError: more than Telegram gives to bots.
            FileUnavailableError: Telegram does not give it, also not after several tries.
        """
        try:
            return await retried(lambda: self._download(file_id))
        except FileTooBigError:
            raise
        except (UnreachableError, RefusedError, MessageGoneError, NobodyThereError) as error:
            raise FileUnavailableError from error

    async def _download(self, file_id: str) -> bytes:
        file = await self.bot.get_file(file_id)
        data = bytes(await file.download_as_bytearray())
        if file.file_size and len(data) < file.file_size:
            raise NetworkError("the file ended early")
        return data

    @contextlib.asynccontextmanager
    async def doing(self, chat_id: int, action: str) -> AsyncIterator[None]:
        """Show an action ("typing", "upload_photo") in the chat while the block runs."""
        task = asyncio.create_task(self._show(chat_id, action))
        try:
            yield
        finally:
            task.cancel()

    async def _show(self, chat_id: int, action: str) -> None:
        while True:
            # Shielded: a request that is cancelled in flight costs its connection, the next call a new one.
            await asyncio.shield(self._show_once(chat_id, action))
            await asyncio.sleep(TYPING_EVERY_S)

    async def _show_once(self, chat_id: int, action: str) -> None:
        with contextlib.suppress(TelegramError):  # a missing "typing…" hurts nobody
            await self.bot.send_chat_action(chat_id, action)


def _reply(message_id: int | None) -> ReplyParameters | None:
    # The draft may have been deleted meanwhile: the answer is still wanted.
    return ReplyParameters(message_id, allow_sending_without_reply=True) if message_id else None
