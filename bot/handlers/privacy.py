"""/privacy: what is kept and what is not."""

from telegram import Update
from telegram.ext import CommandHandler

from bot.handlers.context import Context, Handlers, sender
from bot.texts import Texts


def handlers() -> Handlers:
    """The handlers of this subject."""
    return [CommandHandler("privacy", privacy)]


async def privacy(update: Update, context: Context) -> None:
    """Say what is kept, with the retention that is configured."""
    message, user = sender(update)
    texts = await context.texts(user)
    kept = kept_words(context.house.settings.text_retention_days, texts)
    await context.reply(message, texts("privacy.text", kept=kept))


def kept_words(days: int, texts: Texts) -> str:
    """How long texts are kept."""
    return texts.plural("privacy.kept", days) if days else texts("privacy.not_kept")
