"""The bot's commands and descriptions, in each language; set only where they changed (Telegram counts)."""

import logging
from collections.abc import Sequence

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.handlers.help import CHAT_COMMANDS, COMMANDS
from bot.texts import LANGUAGES, Texts

log = logging.getLogger(__name__)


async def publish_profile(bot: Bot, default_language: str) -> None:
    """Set the profile; a failure is logged and changes nothing else."""
    try:
        await _publish(bot, Texts(default_language), "")
        for language in LANGUAGES:
            await _publish(bot, Texts(language), language)
    except TelegramError as error:
        log.warning("the bot's profile could not be set: %s", type(error).__name__)


async def _publish(bot: Bot, texts: Texts, code: str) -> None:
    await _publish_commands(bot, COMMANDS, BotCommandScopeDefault(), texts, code)
    await _publish_commands(bot, CHAT_COMMANDS, BotCommandScopeAllChatAdministrators(), texts, code)
    description = texts("profile.description")
    if (await bot.get_my_description(language_code=code)).description != description:
        await bot.set_my_description(description, language_code=code)
    short = texts("profile.short")
    if (await bot.get_my_short_description(language_code=code)).short_description != short:
        await bot.set_my_short_description(short, language_code=code)


async def _publish_commands(
    bot: Bot, names: Sequence[str], scope: BotCommandScope, texts: Texts, code: str
) -> None:
    commands = [BotCommand(name, texts(f"command.{name}")[:256]) for name in names]
    if list(await bot.get_my_commands(scope, language_code=code)) != commands:
        await bot.set_my_commands(commands, scope, language_code=code)
