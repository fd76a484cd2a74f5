"""What the bot does with an update: one subject a file."""

from bot.cases import OUTCOMES
from bot.handlers import (
    agency,
    answers,
    appeals,
    broadcast,
    buttons,
    cases,
    chat_exempt,
    chat_joining,
    chat_list,
    chat_reviewers,
    chat_settings,
    decisions,
    drafts,
    export,
    forget,
    health,
    help,
    history,
    invite,
    join,
    members,
    moderation,
    moderation_cases,
    privacy,
    rules,
    start,
    stats,
    thresholds,
)
from bot.handlers.answers import Take
from bot.handlers.context import App
from bot.handlers.rooms import Room, is_chat, is_private

IN_PRIVATE = (
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
    decisions,
    export,
    health,
    appeals,
    cases,
    broadcast,
    forget,
    chat_list,
    moderation_cases,
)
IN_CHATS = (chat_joining, chat_settings, chat_reviewers, chat_exempt, stats, moderation_cases)


def register(application: App) -> None:
    """Add all handlers; the first that fits an update takes it."""
    takers: dict[str, Take] = {"doubt": appeals.sentence_given, "disagree": appeals.sentence_given}
    takers |= dict.fromkeys(OUTCOMES, cases.comment_given)
    application.add_handlers(answers.handlers(takers), group=-1)
    private = [handler for module in IN_PRIVATE for handler in module.handlers()]
    private += [*chat_settings.buttons(), *buttons.handlers(), *drafts.handlers()]
    chats = [handler for module in IN_CHATS for handler in module.handlers()]
    application.add_handlers([Room(private, is_private), Room([*chats, *moderation.handlers()], is_chat)])
