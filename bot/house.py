"""What the handlers work with, in one object."""

from dataclasses import dataclass

from bot.delivery import Delivery
from bot.lanes import Lanes
from bot.messenger import Messenger
from bot.review import Reviewer
from bot.settings import Settings
from bot.store.chats import ChatRow
from bot.store.database import Database
from bot.telegram_calls import Calls
from bot.watch.steward import Steward
from bot.watch.watch import Watch
from classifiers.rules import RuleBook


@dataclass(frozen=True, slots=True)
class House:
    """The parts of the running bot."""

    settings: Settings
    database: Database
    book: RuleBook
    calls: Calls
    lanes: Lanes
    reviewer: Reviewer
    delivery: Delivery
    messenger: Messenger
    watch: Watch
    steward: Steward

    def is_watched(self, chat: ChatRow) -> bool:
        """Whether messages of the chat are judged: it is some agency's, or access is open."""
        return chat.active and (self.settings.open_access or chat.agency_id is not None)
