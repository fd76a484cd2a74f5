"""What the duties in watched chats work with, in one object."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.settings import Settings
from bot.store.cases import Case, get_case
from bot.store.chats import ChatRow, get_chat
from bot.store.database import Database
from bot.store.decisions import DecisionRow, get_decision
from bot.store.duties import Duty
from bot.telegram_calls import Calls
from bot.telegram_chats import ChatCalls
from bot.watch.administrators import Administrators
from classifiers.rules import RuleBook


class Later(Exception):  # noqa: N818 - no error: the duty waits
    """The duty cannot be done yet.

    Attributes:
        until: when to try again.
    """

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


@dataclass(frozen=True, slots=True)
class Matter:
    """A case with all that belongs to it."""

    case: Case
    decision: DecisionRow
    chat: ChatRow


@dataclass(frozen=True, slots=True)
class Watch:
    """The parts of the bot that watch chats."""

    settings: Settings
    database: Database
    book: RuleBook
    calls: Calls
    chats: ChatCalls
    administrators: Administrators

    async def matter(self, duty: Duty) -> Matter | None:
        """The case of a duty as it stands now; None if anything of it is gone."""
        async with self.database.reading() as session:
            case = await get_case(session, duty.case_id or 0)
            chat = await get_chat(session, duty.chat_id)
            decision = await get_decision(session, case.decision_id) if case else None
        if case is None or chat is None or decision is None:
            return None
        return Matter(case, decision, chat)


def backoff(attempts: int, most_s: float = 300) -> timedelta:
    """How long to wait after so many vain attempts."""
    return timedelta(seconds=min(2.0**attempts, most_s))
