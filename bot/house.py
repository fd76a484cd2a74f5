"""What the handlers work with, in one object."""

from dataclasses import dataclass

from bot.delivery import Delivery
from bot.lanes import Lanes
from bot.review import Reviewer
from bot.settings import Settings
from bot.store.database import Database
from bot.telegram_calls import Calls
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
