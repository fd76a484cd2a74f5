"""What the bot does with an update: one subject a file."""

from bot.handlers import buttons, drafts, help, history, privacy, rules, start
from bot.handlers.context import App


def register(application: App) -> None:
    """Add all handlers; the first that fits an update takes it."""
    for module in (start, help, rules, history, privacy, buttons, drafts):
        application.add_handlers(module.handlers())
