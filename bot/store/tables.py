"""All tables in one place: importing this module fills the metadata."""

from bot.store.agencies import Agency
from bot.store.appeals import Appeal
from bot.store.audit import Event
from bot.store.broadcasts import Broadcast
from bot.store.cases import Case, ReportMessage
from bot.store.chats import ChatRow
from bot.store.decisions import DecisionRow, DraftMessage
from bot.store.duties import Duty
from bot.store.inbox import HandledUpdate, InboxRow
from bot.store.invitations import Invitation
from bot.store.members import Member
from bot.store.notices import Notice
from bot.store.outbox import OwedAnswer
from bot.store.questions import Question
from bot.store.rollup import DailyCount
from bot.store.sensitivities import Sensitivity
from bot.store.users import User

__all__ = [
    "Agency",
    "Appeal",
    "Broadcast",
    "Case",
    "ChatRow",
    "DailyCount",
    "DecisionRow",
    "DraftMessage",
    "Duty",
    "Event",
    "HandledUpdate",
    "InboxRow",
    "Invitation",
    "Member",
    "Notice",
    "OwedAnswer",
    "Question",
    "ReportMessage",
    "Sensitivity",
    "User",
]
