"""`adep run` as a process for the tests: a judge by rule of thumb, and SIGKILL at a step that is asked for.

python -m tests.bot.killable [STEP], one of `STEPS` or of `CHAT_STEPS`
"""

import os
import signal
import sys
from typing import Any

from bot import judging
from bot.cli import app
from bot.delivery import Delivery
from bot.handlers import moderation
from bot.inbox import Inbox
from bot.review import Reviewer
from bot.store import inbox
from bot.telegram_chats import ChatCalls
from bot.watch import holding, reporting
from tests.bot.thumb import thumb_judge

# Each step ends with the named coroutine: the process dies before anything after it runs.
STEPS: dict[str, tuple[Any, str]] = {
    "received": (Inbox, "accept"),
    "taken": (inbox, "take"),
    "judged": (Reviewer, "judge"),
    "committed": (Reviewer, "log"),
    "answered": (Delivery, "_send"),
    "noted": (Delivery, "deliver"),
}

# What happens to a message that is held in a group.
CHAT_STEPS: dict[str, tuple[Any, str]] = {
    "committed": (moderation, "log_sighting"),
    "forwarded": (ChatCalls, "forward"),
    "copied": (holding, "secure"),
    "sent": (reporting, "_send"),
    "reported": (holding, "send_reports"),
    "begun": (holding, "_begin"),
    "deleted": (ChatCalls, "remove"),
    "noted": (holding, "_delete"),
}


def die_after(step: str) -> None:
    of_chats, _, name = step.rpartition(":")
    owner, name = (CHAT_STEPS if of_chats else STEPS)[name]
    original = getattr(owner, name)

    async def fatal(*arguments: Any, **options: Any) -> Any:
        await original(*arguments, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, fatal)


if __name__ == "__main__":
    judging.load = thumb_judge  # type: ignore[assignment]
    if len(sys.argv) > 1:
        die_after(sys.argv[1])
    app(["run"])
