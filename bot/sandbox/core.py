"""All parts of one sandbox, handed around together."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.events import Events
from bot.sandbox.faults import Faults
from bot.sandbox.files import Files
from bot.sandbox.models import Chat, Json, User
from bot.sandbox.transcript import Transcript
from bot.sandbox.updates import Updates
from bot.sandbox.webhook import Webhook
from bot.sandbox.world import World


@dataclass
class Profile:
    """What the bot says of itself, by language code; `commands` by scope and language."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)


@dataclass
class Core:
    """One sandbox: its world and its mechanics.

    An empty `token` accepts any of the right form. In `privacy_mode` a bot that is no administrator hears
    only commands, replies to itself and service messages in groups.
    """

    world: World
    updates: Updates
    transcript: Transcript
    webhook: Webhook
    token: str = ""
    privacy_mode: bool = False
    adopted: bool = False
    files: Files = field(default_factory=Files)
    faults: Faults = field(default_factory=Faults)
    events: Events = field(default_factory=Events)
    profile: Profile = field(default_factory=Profile)
    presses: dict[str, Json] = field(default_factory=dict)
    actions: dict[int, Json] = field(default_factory=dict)

    @property
    def bot(self) -> User:
        """The bot under test."""
        return self.world.bot

    def bot_sees(self, chat: Chat) -> bool:
        """Whether updates from the chat reach the bot; in a channel it must be an administrator."""
        if chat.user is not None:
            return not chat.user.blocked
        if chat.type == "channel":
            return chat.member(self.bot.id).is_admin
        return chat.has(self.bot.id)

    def tell_bot(self, kind: str, content: Json) -> Json | None:
        """Queue an update for the bot and wake the webhook."""
        update = self.updates.push(kind, content)
        self.webhook.wake()
        return update


def new_core(token: str = "", **bot: Any) -> Core:
    """An empty world with a bot; `bot` sets fields of its `User`."""
    number = token.split(":")[0]
    named: dict[str, Any] = {"first_name": "Adep", "username": "adep_sandbox_bot", "is_bot": True} | bot
    transcript = Transcript()
    updates = Updates(transcript)
    world = World(User(int(number) if number.isdigit() else 7_000_000_001, **named))
    return Core(world, updates, transcript, Webhook(updates, transcript), token)
