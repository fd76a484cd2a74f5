"""What Telegram's refusals mean to the bot."""

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError


class CallError(Exception):
    """A call to Telegram failed for good."""


class UnreachableError(CallError):
    """Telegram did not answer, also not after several tries; later it may."""


class NobodyThereError(CallError):
    """The person blocked the bot or deleted the account, or the chat is gone."""


class MessageGoneError(CallError):
    """The message to edit or delete is gone or may not be changed any more."""


class CannotDeleteError(MessageGoneError):
    """The bot has no right to delete the message."""


class ChatMovedError(CallError):
    """The group has become a supergroup; an update tells of its new id."""


class FileTooBigError(CallError):
    """The file is larger than Telegram gives to bots."""


class FileUnavailableError(CallError):
    """Telegram does not give the file."""


class NotModifiedError(CallError):
    """The message already says exactly this."""


class RefusedError(CallError):
    """Any other refusal, in Telegram's words."""


# Words of the descriptions of Telegram's refusals (status 400), which have no codes.
_MEANINGS: tuple[tuple[type[CallError], tuple[str, ...]], ...] = (
    (NotModifiedError, ("message is not modified",)),
    (CannotDeleteError, ("message can't be deleted", "not enough rights to delete")),
    (
        MessageGoneError,
        (
            "message to edit not found",
            "message can't be edited",
            "message to delete not found",
            "message_id_invalid",
            "there is no text in the message to edit",
            "there is no caption in the message to edit",
        ),
    ),
    (FileTooBigError, ("file is too big",)),
    (
        NobodyThereError,
        ("chat not found", "user is deactivated", "peer_id_invalid", "user not found", "bot was kicked"),
    ),
)


def meaning_of(error: TelegramError) -> CallError:
    """What a refusal means."""
    if isinstance(error, ChatMigrated):
        return ChatMovedError()
    if isinstance(error, Forbidden):
        return NobodyThereError()
    words = error.message.lower()
    if isinstance(error, BadRequest):
        for kind, phrases in _MEANINGS:
            if any(phrase in words for phrase in phrases):
                return kind()
    if isinstance(error, InvalidToken):
        return RefusedError("not found")
    return RefusedError(words)
