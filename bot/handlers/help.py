"""/help, and a command that does not exist."""

from telegram import Update
from telegram.ext import CommandHandler

from bot.handlers.context import Context, Handlers, sender
from bot.store.members import Membership
from bot.texts import Texts

# For everybody, and what each role has beside them.
COMMANDS: tuple[str, ...] = (
    "start",
    "help",
    "language",
    "rules",
    "check",
    "history",
    "privacy",
    "stats",
    "chats",
    "forget_me",
)
REVIEWER_COMMANDS: tuple[str, ...] = (
    "decisions",
    "decision",
    "appeals",
)
ADMIN_COMMANDS: tuple[str, ...] = (
    "members",
    "invite",
    "role",
    "remove",
    "thresholds",
    "export",
    "broadcast",
)
OWNER_COMMANDS: tuple[str, ...] = (
    "agency",
    "health",
)
CHAT_COMMANDS: tuple[str, ...] = ("settings", "mode", "reviewers", "exempt")  # in groups


def handlers() -> Handlers:
    """The handlers of this subject."""
    return [CommandHandler("help", show_help)]


async def show_help(update: Update, context: Context) -> None:
    """Say what the bot can do, with every command."""
    message, user = sender(update)
    commands = commands_for(await context.membership(user))
    await context.reply(message, help_text(await context.texts(user), commands))


def commands_for(membership: Membership | None) -> tuple[str, ...]:
    """The commands that the person may use."""
    commands = COMMANDS
    if membership is not None and (membership.reviews or membership.manages):
        commands += REVIEWER_COMMANDS
    if membership is not None and membership.manages:
        commands += ADMIN_COMMANDS
    if membership is not None and membership.is_owner:
        commands += OWNER_COMMANDS
    return commands


def help_text(texts: Texts, commands: tuple[str, ...] = COMMANDS) -> str:
    """The help in the reader's language."""
    in_private, in_chats = _list(commands, texts), _list(CHAT_COMMANDS, texts)
    return f"{texts('help.text', commands=in_private)}\n\n{texts('help.chats')}\n{in_chats}"


def _list(commands: tuple[str, ...], texts: Texts) -> str:
    return "\n".join(f"/{name} — {texts(f'command.{name}')}" for name in commands)
