"""From an arrival to its handler; whatever happens there, the chat goes on."""

import logging

from telegram import Update
from telegram.constants import ChatType

from bot.handlers.context import App, Context, Work, current_work
from bot.house import House
from bot.inbox import Arrival
from bot.logs import describe
from bot.telegram_errors import NobodyThereError, UnreachableError
from bot.texts import Texts, language_of

log = logging.getLogger(__name__)


class Dispatcher:
    """Gives arrivals to the handlers of an application."""

    def __init__(self, application: App, house: House) -> None:
        self._application = application
        self._house = house
        application.add_error_handler(_remember)

    async def handle(self, arrival: Arrival) -> None:
        """Handle an arrival.

        Raises:
            UnreachableError: Telegram does not answer; to be tried again.
        """
        try:
            await self._handle(arrival)
        except UnreachableError:
            raise
        except NobodyThereError:
            log.info("nobody to answer")
        except Exception as error:
            log.error("an update failed: %s", describe(error))  # noqa: TRY400 - no traceback: it may quote a draft
            await self._apologise(arrival)

    async def _handle(self, arrival: Arrival) -> None:
        updates = [Update.de_json(row.body, self._application.bot) for row in arrival.rows]
        if arrival.hopeless:
            log.error("an update is given up: the process ended too often while handling it")
            await self._apologise(arrival)
            return
        work = Work(arrival, updates)
        token = current_work.set(work)
        try:
            await self._application.process_update(updates[0])
        finally:
            current_work.reset(token)
        if work.errors:
            raise work.errors[0]

    async def _apologise(self, arrival: Arrival) -> None:
        try:
            update = Update.de_json(arrival.rows[0].body, None)
            user, chat = update.effective_user, update.effective_chat
            if user is not None and chat is not None and chat.type == ChatType.PRIVATE:
                default = self._house.settings.default_language
                texts = Texts(language_of(user.language_code, default))
                await self._house.calls.send_text(chat.id, texts("error.failed"))
        except Exception as error:  # what cannot be read cannot be answered
            log.warning("no apology: %s", type(error).__name__)


async def _remember(update: object, context: Context) -> None:
    # python-telegram-bot swallows what a handler raises; the lane must know.
    if isinstance(context.error, Exception):
        current_work.get().errors.append(context.error)
