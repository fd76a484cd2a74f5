"""All tables in one place: importing this module fills the metadata."""

from bot.store.decisions import DecisionRow, DraftMessage
from bot.store.inbox import HandledUpdate, InboxRow
from bot.store.outbox import OwedAnswer
from bot.store.users import User

__all__ = ["DecisionRow", "DraftMessage", "HandledUpdate", "InboxRow", "OwedAnswer", "User"]
