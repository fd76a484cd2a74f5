"""Who and what there is: users, chats, memberships, messages."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

ADMIN_RIGHTS = [
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
]
GROUP_RIGHTS = ["can_pin_messages", "can_manage_topics"]
CHANNEL_RIGHTS = ["can_post_messages", "can_edit_messages"]
PRESENT = ("creator", "administrator", "member", "restricted")


@dataclass
class User:
    """A person or a bot; `started` and `blocked` are about the private chat with the bot under test."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_bot: bool = False
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    hides_forwards: bool = False

    def to_json(self) -> Json:
        """Telegram's `User`."""
        known = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        user: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        return user | {name: value for name, value in known.items() if value}

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass
class Member:
    """A user's standing in a chat; `rights` names what an administrator may do."""

    status: str = "member"
    rights: set[str] = field(default_factory=set)
    is_anonymous: bool = False
    custom_title: str = ""

    @property
    def is_admin(self) -> bool:
        """Whether the member is the creator or an administrator."""
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        """Whether the member holds an administrator's right, such as `can_delete_messages`."""
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)

    def to_json(self, user: User, chat_type: str) -> Json:
        """Telegram's `ChatMember`."""
        member: Json = {"user": user.to_json(), "status": self.status}
        if self.is_admin:
            member["is_anonymous"] = self.is_anonymous
        if self.custom_title:
            member["custom_title"] = self.custom_title
        if self.status == "administrator":
            names = ADMIN_RIGHTS + (CHANNEL_RIGHTS if chat_type == "channel" else GROUP_RIGHTS)
            member |= {"can_be_edited": False} | {name: name in self.rights for name in names}
        if self.status == "kicked":
            member["until_date"] = 0
        return member


@dataclass
class Chat:
    """A private chat, group, supergroup or channel; a private chat has its user's id."""

    id: int
    type: str
    title: str = ""
    username: str = ""
    is_forum: bool = False
    linked_chat_id: int | None = None
    slow_mode_delay: int = 0
    migrated_to: int | None = None
    members_hidden: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    user: User | None = None
    last_message_id: int = 0
    keyboard: Json | None = None

    @property
    def is_private(self) -> bool:
        """Whether this is a person's chat with the bot."""
        return self.type == "private"

    def member(self, user_id: int) -> Member:
        """The standing of a user here; somebody unknown has `left`."""
        return self.members.get(user_id, Member("left"))

    def has(self, user_id: int) -> bool:
        """Whether the user is in the chat now."""
        return self.member(user_id).status in PRESENT

    def to_json(self) -> Json:
        """Telegram's `Chat`."""
        chat: Json = {"id": self.id, "type": self.type}
        if self.user is not None:
            names = self.user.to_json()
            return chat | {key: names[key] for key in ("first_name", "last_name", "username") if key in names}
        chat["title"] = self.title
        if self.username:
            chat["username"] = self.username
        return chat | ({"is_forum": True} if self.is_forum else {})


@dataclass
class Message:
    """A message as Telegram shows it (`json`), and who truly wrote it (`author_id`)."""

    chat_id: int
    id: int
    author_id: int
    json: Json
    deleted: bool = False
    reactions: dict[int, list[Json]] = field(default_factory=dict)
