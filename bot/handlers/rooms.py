"""Handlers for some kinds of chat only: the private chat has its own, groups and channels have theirs."""

from collections.abc import Callable
from typing import Any

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import BaseHandler

from bot.handlers.context import App, Context, Handlers


class Room(BaseHandler[Update, Context, Any]):
    """Several handlers as one: the first that fits an update takes it, if the update is from such a chat."""

    def __init__(self, handlers: Handlers, fits: Callable[[Update], bool]) -> None:
        super().__init__(_unused)
        self._handlers = handlers
        self._fits = fits

    def check_update(self, update: object) -> object:
        """The handler that takes the update, with what it found out; None if there is none."""
        if not isinstance(update, Update) or not self._fits(update):
            return None
        for handler in self._handlers:
            found = handler.check_update(update)
            if found is not None and found is not False:
                return handler, found
        return None

    async def handle_update(
        self,
        update: Update,
        application: App,
        check_result: Any,
        context: Context,
    ) -> Any:
        """Give the update to the handler that takes it."""
        handler, found = check_result
        return await handler.handle_update(update, application, found, context)


async def _unused(_update: Update, _context: Context) -> None:
    """A handler must have a callback; a room's handlers have their own."""


def is_private(update: Update) -> bool:
    """Whether the update is from a private chat."""
    return update.effective_chat is not None and update.effective_chat.type == ChatType.PRIVATE


def is_chat(update: Update) -> bool:
    """Whether the update is from a group or a channel."""
    return update.effective_chat is not None and update.effective_chat.type != ChatType.PRIVATE
