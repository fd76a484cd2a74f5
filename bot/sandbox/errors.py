"""Refusals of the Bot API, in Telegram's own words."""

from dataclasses import dataclass, field
from typing import Any

TEXT_EMPTY = "message text is empty"
TEXT_TOO_LONG = "message is too long"
CAPTION_TOO_LONG = "message caption is too long"
CHAT_NOT_FOUND = "chat not found"
USER_NOT_FOUND = "user not found"
EDIT_NOT_FOUND = "message to edit not found"
EDIT_REFUSED = "message can't be edited"
EDIT_NO_TEXT = "there is no text in the message to edit"
EDIT_NO_CAPTION = "there is no caption in the message to edit"
EDIT_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
DELETE_NOT_FOUND = "message to delete not found"
DELETE_REFUSED = "message can't be deleted"
REPLY_NOT_FOUND = "message to be replied not found"
COPY_NOT_FOUND = "message to copy not found"
FORWARD_NOT_FOUND = "message to forward not found"
REACT_NOT_FOUND = "message to react not found"
REACTION_INVALID = "REACTION_INVALID"
THREAD_NOT_FOUND = "message thread not found"
IDENTIFIER_MISSING = "message identifier is not specified"
FILE_TOO_BIG = "file is too big"
FILE_EMPTY = "file must be non-empty"
FILE_UNKNOWN = "wrong file_id or the file is temporarily unavailable"
FILE_WRONG = "wrong file identifier/HTTP URL specified"
URL_REFUSED = "failed to get HTTP URL content"
PHOTO_BROKEN = "IMAGE_PROCESS_FAILED"
PHOTO_DIMENSIONS = "PHOTO_INVALID_DIMENSIONS"
ALBUM_SIZE = "the media group must contain from 2 to 10 messages"
BUTTON_DATA = "BUTTON_DATA_INVALID"
BUTTON_KIND = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
MARKUP_BROKEN = "object expected as reply markup"
QUERY_OLD = "query is too old and response timeout expired or query ID is invalid"
ACTION_WRONG = "wrong parameter action in request"
NO_RIGHTS_CHANNEL = "need administrator rights in the channel chat"
MEMBERS_HIDDEN = "member list is inaccessible"
NO_ADMINISTRATORS = "there are no administrators in the private chat"
COMMAND_INVALID = "BOT_COMMAND_INVALID"
COMMAND_DESCRIPTION = "BOT_COMMAND_DESCRIPTION_INVALID"
NOT_LEAVABLE = "chat member status can't be changed in private chats"
PARSE_MODE = "unsupported parse_mode"
SECRET_CHARACTERS = "secret token contains unallowed characters"  # noqa: S105 - a message, not a secret
WEBHOOK_URL = "bad webhook: invalid webhook URL specified"
MIGRATED = "group chat was upgraded to a supergroup chat"

BLOCKED = "bot was blocked by the user"
DEACTIVATED = "user is deactivated"
NOT_STARTED = "bot can't initiate conversation with a user"

POLL_WHILE_WEBHOOK = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
POLL_TWICE = "terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass
class ApiError(Exception):
    """An answer `{"ok": false, …}`; `code` is the HTTP status too."""

    code: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class BadRequestError(ApiError):
    """400: the request cannot be carried out as it stands."""

    def __init__(self, reason: str, **parameters: Any) -> None:
        """`reason` stands after Telegram's prefix `Bad Request: `."""
        super().__init__(400, f"Bad Request: {reason}", parameters)


class ForbiddenError(ApiError):
    """403: a person or a chat does not let the bot do it."""

    def __init__(self, reason: str) -> None:
        """`reason` stands after Telegram's prefix `Forbidden: `."""
        super().__init__(403, f"Forbidden: {reason}")


class ConflictError(ApiError):
    """409: two ways to take updates at once."""

    def __init__(self, reason: str) -> None:
        """`reason` stands after Telegram's prefix `Conflict: `."""
        super().__init__(409, f"Conflict: {reason}")
