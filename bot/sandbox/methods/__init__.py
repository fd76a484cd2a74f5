"""The methods of the Bot API, one file a subject; importing this package fills the table."""

from bot.sandbox.methods import edits, media, members, messages, profile, updates
from bot.sandbox.methods.registry import METHODS

__all__ = ["METHODS", "edits", "media", "members", "messages", "profile", "updates"]
