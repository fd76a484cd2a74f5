"""Setting the stage: people, groups, channels, roles."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import membership
from bot.sandbox.core import Core
from bot.sandbox.models import Chat, Member, User
from bot.sandbox.people import Person
from bot.sandbox.posting import post

Somebody = Person | User


def user_of(somebody: Somebody) -> User:
    """The user behind a person."""
    return somebody.user if isinstance(somebody, Person) else somebody


@dataclass
class Stage:
    """Makes people and chats, and changes who is what in them."""

    core: Core = field(repr=False)

    @property
    def bot(self) -> User:
        """The bot under test."""
        return self.core.bot

    def user(self, name: str, language: str = "ru", **fields: Any) -> Person:
        """Let a person in; `fields` are those of `User` (id, last_name, username, is_bot, …)."""
        first, _, last = name.partition(" ")
        user = User(fields.pop("id", 0), first, last, language_code=language, **fields)
        self.core.events.publish("world")
        return Person(self.core, self.core.world.add_user(user))

    def person(self, user_id: int) -> Person:
        """A person by id.

        Raises:
            KeyError: there is none.
        """
        return Person(self.core, self.core.world.users[user_id])

    def group(self, title: str, creator: Person, *members: Person, bot: str = "", **fields: Any) -> Chat:
        """Open a basic group; `bot` is the bot's status from the start (no update tells of it), or empty."""
        return self._open("group", title, creator, members, bot, fields)

    def supergroup(
        self,
        title: str,
        creator: Person,
        *members: Person,
        bot: str = "",
        topics: tuple[str, ...] = (),
        **fields: Any,
    ) -> Chat:
        """Open a supergroup; with `topics` it is a forum, and `chat.topics` maps thread ids to names."""
        chat = self._open("supergroup", title, creator, members, bot, fields | {"is_forum": bool(topics)})
        for name in topics:
            self.topic(chat, creator, name)
        return chat

    def channel(
        self,
        title: str,
        creator: Person,
        *members: Person,
        bot: str = "",
        discussion: Chat | None = None,
        **fields: Any,
    ) -> Chat:
        """Open a channel, with a linked discussion group if one is given."""
        chat = self._open("channel", title, creator, members, bot, fields)
        if discussion is not None:
            chat.linked_chat_id, discussion.linked_chat_id = discussion.id, chat.id
        return chat

    def topic(self, chat: Chat, creator: Somebody, name: str) -> int:
        """Open a topic in a forum; the thread id is returned."""
        created = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        message = post(self.core, chat, user_of(creator), created)
        message.json |= {"message_thread_id": message.id, "is_topic_message": True}
        chat.topics[message.id] = name
        return message.id

    def add(self, chat: Chat, who: Somebody, by: Somebody, *, status: str = "member") -> None:
        """Add a person or the bot; status `administrator` gives the usual rights."""
        rights = membership.usual_rights(chat) if status == "administrator" else set()
        membership.set_member(self.core, chat, user_of(who), Member(status, rights), user_of(by))

    def add_bot(self, chat: Chat, by: Somebody, *, status: str = "member") -> None:
        """Add the bot under test; it gets `my_chat_member`."""
        self.add(chat, self.bot, by, status=status)

    def promote(
        self,
        chat: Chat,
        who: Somebody,
        by: Somebody,
        *,
        rights: set[str] | None = None,
        without: set[str] | None = None,
        anonymous: bool = False,
    ) -> None:
        """Make an administrator with these rights, or with the usual ones `without` some."""
        given = (membership.usual_rights(chat) if rights is None else rights) - (without or set())
        member = Member("administrator", given, is_anonymous=anonymous)
        membership.set_member(self.core, chat, user_of(who), member, user_of(by))

    def demote(self, chat: Chat, who: Somebody, by: Somebody) -> None:
        """Make an ordinary member again."""
        membership.set_member(self.core, chat, user_of(who), Member("member"), user_of(by))

    def kick(self, chat: Chat, who: Somebody, by: Somebody) -> None:
        """Remove and ban."""
        membership.set_member(self.core, chat, user_of(who), Member("kicked"), user_of(by))

    def leave(self, chat: Chat, who: Somebody) -> None:
        """Let somebody go by their own will."""
        membership.set_member(self.core, chat, user_of(who), Member("left"), user_of(who))

    def migrate(self, chat: Chat) -> Chat:
        """Turn a group into a supergroup; the new chat is returned, the old one refuses calls."""
        return membership.migrate(self.core, chat)

    def _open(
        self,
        kind: str,
        title: str,
        creator: Person,
        members: tuple[Person, ...],
        bot: str,
        fields: dict[str, Any],
    ) -> Chat:
        chat = self.core.world.add_chat(kind, title, fields.pop("id", 0))
        for name, value in fields.items():
            setattr(chat, name, value)
        chat.members = {member.id: Member() for member in members} | {creator.id: Member("creator")}
        if bot:
            rights = membership.usual_rights(chat) if bot == "administrator" else set()
            chat.members[self.bot.id] = Member(bot, rights)
        self.core.events.publish("world")
        return chat
