"""What happens to whom in which mode: the one table that the handlers, the README and the tests share."""

from collections.abc import Mapping
from enum import StrEnum


class Mode(StrEnum):
    """How the bot behaves in a chat."""

    OBSERVE = "observe"
    WARN = "warn"
    HOLD = "hold"


class Who(StrEnum):
    """What the author of a message is in the chat."""

    MEMBER = "member"
    UNSURE = "unsure"
    ADMINISTRATOR = "administrator"
    ANONYMOUS = "anonymous"
    AS_CHANNEL = "as_channel"
    POST = "post"
    DELETABLE_POST = "deletable_post"
    EXEMPT = "exempt"
    BOT = "bot"
    SERVICE = "service"
    COMMAND = "command"
    FORWARDED_POST = "forwarded_post"
    REVIEWER = "reviewer"


class Act(StrEnum):
    """What the bot does with a message that is warned about; whatever is judged is logged."""

    JUDGE = "judge"
    REPORT = "report"
    WARN = "warn"
    DELETE = "delete"
    NOTICE = "notice"
    WAIT = "wait"


Acts = frozenset[Act]

NOTHING: Acts = frozenset()
REPORTED: Acts = frozenset({Act.JUDGE, Act.REPORT})
WARNED: Acts = REPORTED | {Act.WARN}
DELETED: Acts = REPORTED | {Act.DELETE, Act.NOTICE}
POST_DELETED: Acts = REPORTED | {Act.DELETE}
WAITING: Acts = REPORTED | {Act.WAIT}


def _row(observe: Acts, warn: Acts, hold: Acts) -> Mapping[Mode, Acts]:
    return {Mode.OBSERVE: observe, Mode.WARN: warn, Mode.HOLD: hold}


TABLE: Mapping[Who, Mapping[Mode, Acts]] = {
    Who.MEMBER: _row(REPORTED, WARNED, DELETED),
    Who.UNSURE: _row(REPORTED, WARNED, WAITING),
    Who.ADMINISTRATOR: _row(REPORTED, WARNED, WARNED),
    Who.ANONYMOUS: _row(REPORTED, WARNED, WARNED),
    Who.AS_CHANNEL: _row(REPORTED, WARNED, WARNED),
    Who.POST: _row(REPORTED, REPORTED, REPORTED),
    Who.DELETABLE_POST: _row(REPORTED, REPORTED, POST_DELETED),
    Who.EXEMPT: _row(NOTHING, NOTHING, NOTHING),
    Who.BOT: _row(NOTHING, NOTHING, NOTHING),
    Who.SERVICE: _row(NOTHING, NOTHING, NOTHING),
    Who.COMMAND: _row(NOTHING, NOTHING, NOTHING),
    Who.FORWARDED_POST: _row(NOTHING, NOTHING, NOTHING),
    Who.REVIEWER: _row(NOTHING, NOTHING, NOTHING),
}

_WHO_IN_WORDS: Mapping[Who, str] = {
    Who.MEMBER: "an ordinary member",
    Who.UNSURE: "anybody, while Telegram does not list the administrators",
    Who.ADMINISTRATOR: "an administrator",
    Who.ANONYMOUS: "an anonymous administrator",
    Who.AS_CHANNEL: "somebody who writes as a channel",
    Who.POST: "a post of the channel",
    Who.DELETABLE_POST: "a post of the channel, where deleting posts is switched on",
    Who.EXEMPT: "somebody on the exempt list",
    Who.BOT: "another bot",
    Who.SERVICE: "a service message, or a kind with neither words nor a picture",
    Who.COMMAND: "a command, to whichever bot",
    Who.FORWARDED_POST: "a post forwarded into its discussion group (judged in the channel)",
    Who.REVIEWER: "anything in a reviewers' chat",
}

_ACTS_IN_WORDS: Mapping[Acts, str] = {
    NOTHING: "not judged",
    REPORTED: "log, report",
    WARNED: "log, report, tell the author",
    DELETED: "log, copy to the reviewers, report, delete, notice",
    POST_DELETED: "log, copy to the reviewers, report, delete",
    WAITING: "log, copy to the reviewers, report; deleted only once the list is known",
}


def acts(who: Who, mode: str) -> Acts:
    """What is done about a warning."""
    return TABLE[who][Mode(mode)]


def is_judged(who: Who) -> bool:
    """Whether messages of such an author are judged at all."""
    return Act.JUDGE in TABLE[who][Mode.OBSERVE]


def may_delete(who: Who) -> bool:
    """Whether a reviewer may have such a message deleted: an administrator's never is."""
    return who not in (Who.ADMINISTRATOR, Who.ANONYMOUS)


def markdown() -> str:
    """The table as it stands in the README."""
    lines = ["| who | " + " | ".join(f"`{mode}`" for mode in Mode) + " |", "|---|---|---|---|"]
    for who, row in TABLE.items():
        cells = [_ACTS_IN_WORDS[row[mode]] for mode in Mode]
        lines.append(f"| {_WHO_IN_WORDS[who]} | {' | '.join(cells)} |")
    return "\n".join(lines)
