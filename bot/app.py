"""Wiring: the parts of the bot are made, started and stopped here."""

import asyncio
import logging
import signal
import warnings
from functools import partial

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ContextTypes, ExtBot
from telegram.warnings import PTBDeprecationWarning

from bot import judging
from bot.backup import keep_backups
from bot.care import take_care
from bot.charts import warm_up
from bot.delivery import Delivery
from bot.dispatch import Dispatcher
from bot.handlers import register
from bot.handlers.context import App, Context
from bot.house import House
from bot.inbox import Inbox
from bot.lanes import Lanes
from bot.limits import Limiter
from bot.messenger import Messenger
from bot.profile import publish_profile
from bot.receiving import receive_by_polling, receive_by_webhook, unless_stopped
from bot.reminders import remind
from bot.requests import make_request
from bot.review import Reviewer
from bot.settings import Settings, SettingsError
from bot.settings_log import note_settings
from bot.store import outbox
from bot.store.database import Database
from bot.telegram_calls import Calls
from bot.telegram_chats import ChatCalls
from bot.watch.administrators import Administrators
from bot.watch.steward import Steward
from bot.watch.watch import Watch
from classifiers.rules import RuleBook

log = logging.getLogger(__name__)

CONNECTIONS = 64
GRACE_S = 12.0  # for the drafts in hand; the whole stop stays below 20 seconds
STOP_WORKER_S = 3.0
LONGEST_PAUSE_S = 30.0


async def serve(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT.

    Raises:
        SettingsError: Telegram does not know the token.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await run_until(stop, settings)


async def run_until(stop: asyncio.Event, settings: Settings) -> None:
    """Run the bot until `stop` is set. Raises as `serve`."""
    runner = Runner(settings)
    try:
        await runner.start(stop)
        await runner.receive(stop)
    finally:
        await runner.stop()


class Runner:
    """The running bot."""

    def __init__(self, settings: Settings) -> None:
        warnings.filterwarnings("ignore", category=PTBDeprecationWarning)
        self._settings = settings
        self._database = Database(settings.database_url)
        self._worker = judging.make_worker(settings)
        self._application = make_application(settings)
        self._lanes = Lanes()
        self._chores: list[asyncio.Task[None]] = []
        self._steward: Steward | None = None

    async def start(self, stop: asyncio.Event) -> None:
        """Open the database, load the models, find Telegram, resume what an earlier process left."""
        if self._settings.open_access:
            log.info("access is open: anybody may send drafts")
        await self._database.open()
        await note_settings(self._database, self._settings)
        judge = await self._worker.start()
        if not await unless_stopped(self._find_telegram(), stop):
            return
        calls = Calls(self._application.bot)
        watch = self._make_watch(calls, judge.rulebook)
        self._steward = Steward(watch)
        messenger = Messenger(
            self._database, calls, judge.rulebook, self._lanes, self._settings.default_language
        )
        house = House(
            settings=self._settings,
            database=self._database,
            book=judge.rulebook,
            calls=calls,
            lanes=self._lanes,
            reviewer=Reviewer(self._database, self._worker),
            delivery=Delivery(self._database, calls, judge.rulebook),
            watch=watch,
            steward=self._steward,
            messenger=messenger,
        )
        self._application.bot_data["house"] = house
        register(self._application)
        dispatcher = Dispatcher(self._application, house)
        self._inbox = Inbox(self._database, self._lanes, dispatcher.handle, self._settings.album_wait_seconds)
        await self._pay_debts(house)
        await messenger.resume()
        await self._inbox.resume()
        self._begin_chores(self._steward, messenger)

    def _make_watch(self, calls: Calls, book: RuleBook) -> Watch:
        chats = ChatCalls(calls)
        return Watch(self._settings, self._database, book, calls, chats, Administrators(chats))

    def _begin_chores(self, steward: Steward, messenger: Messenger) -> None:
        retention = self._settings.text_retention_days
        profile = publish_profile(self._application.bot, self._settings.default_language)
        self._chores = [
            asyncio.create_task(take_care(self._database, retention)),
            asyncio.create_task(remind(self._database, messenger, self._settings.timezone)),
            asyncio.create_task(profile),
            asyncio.create_task(steward.run()),
            asyncio.create_task(asyncio.to_thread(warm_up)),
        ]
        if folder := self._settings.backup_dir:
            every, keep = self._settings.backup_every_hours, self._settings.backup_keep
            self._chores.append(asyncio.create_task(keep_backups(self._database, folder, every, keep)))

    async def _find_telegram(self) -> None:
        pause = 0.5
        while True:
            try:
                await self._application.initialize()
            except InvalidToken:
                raise SettingsError("ADEP_TELEGRAM_TOKEN: Telegram does not know this token") from None
            except TelegramError as error:
                log.warning("Telegram is not reachable (%s); again in %.1f s", type(error).__name__, pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_S)
            else:
                log.info("Adep runs as @%s", self._application.bot.username)
                return

    async def _pay_debts(self, house: House) -> None:
        async with self._database.reading() as session:
            debts = await outbox.owed(session)
        for debt in debts:
            self._lanes.add(debt.chat_id, partial(house.delivery.deliver, debt), owed=True)

    async def receive(self, stop: asyncio.Event) -> None:
        """Receive updates until `stop` is set. Raises as `serve`."""
        if stop.is_set():
            return
        bot = self._application.bot
        if self._settings.webhook_url:
            await receive_by_webhook(bot, self._inbox, self._settings, stop)
        else:
            await receive_by_polling(bot, self._inbox, stop)

    async def stop(self) -> None:
        """Finish the work in hand and close everything."""
        log.info("stopping")
        steward = [self._steward.stop(GRACE_S)] if self._steward else []
        await asyncio.gather(self._lanes.stop(GRACE_S), *steward)
        for chore in self._chores:
            chore.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)
        await self._worker.stop(STOP_WORKER_S)
        await self._application.shutdown()
        await self._database.close()


def make_application(settings: Settings) -> App:
    """python-telegram-bot's application, without an updater: the inbox receives."""
    bot: ExtBot[None] = ExtBot(
        settings.token(),
        base_url=f"{settings.telegram_api_url}/bot",
        base_file_url=f"{settings.telegram_api_url}/file/bot",
        request=make_request(CONNECTIONS),
        get_updates_request=make_request(1),
        rate_limiter=Limiter(),  # type: ignore[arg-type]
    )
    types = ContextTypes(context=Context)
    return Application.builder().bot(bot).updater(None).job_queue(None).context_types(types).build()
