"""What the bot does with an update: one subject a file."""

from bot.handlers import (
    agency,
    buttons,
    drafts,
    help,
    history,
    invite,
    join,
    members,
    privacy,
    rules,
    start,
    stats,
    thresholds,
)
from bot.handlers.context import App


def register(application: App) -> None:
    """Add all handlers; the first that fits an update takes it."""
    for module in (
        join,
        start,
        help,
        rules,
        history,
        privacy,
        members,
        invite,
        agency,
        stats,
        thresholds,
        buttons,
        drafts,
    ):
        application.add_handlers(module.handlers())
