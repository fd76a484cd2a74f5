"""/help, and a command that does not exist."""

from telegram import Update
from telegram.ext import CommandHandler

from bot.handlers.context import Context, Handlers, sender
from bot.texts import Texts

COMMANDS = ("start", "help", "language", "rules", "check", "history", "privacy")


def handlers() -> Handlers:
    """The handlers of this subject."""
    return [CommandHandler("help", show_help)]


async def show_help(update: Update, context: Context) -> None:
    """Say what the bot can do, with every command."""
    message, user = sender(update)
    await context.reply(message, help_text(await context.texts(user)))


def help_text(texts: Texts) -> str:
    """The help in the reader's language."""
    commands = "\n".join(f"/{name} — {texts(f'command.{name}')}" for name in COMMANDS)
    return texts("help.text", commands=commands)
