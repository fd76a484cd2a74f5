"""A watched chat's settings as a message with buttons."""

import html

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.store.chats import SENSITIVITIES, ChatRow
from bot.texts import LANGUAGES, Texts
from bot.watch.modes import Mode
from bot.wording import rule_words
from classifiers.rules import RuleBook

QUIET_HOURS = ("", "20-08", "22-07", "18-09")
BUTTONS_A_ROW = 4


def panel(chat: ChatRow, reviewers: str, texts: Texts) -> tuple[str, InlineKeyboardMarkup]:
    """The settings; `reviewers` is the title of the reviewers' chat, empty if there is none."""
    lines = [
        f"<b>{texts('settings.title', title=chat.title)}</b>",
        texts("settings.mode", mode=texts(f"mode.{chat.mode}")),
        texts("settings.sensitivity", level=texts(f"sensitivity.{chat.sensitivity}")),
        texts("settings.language", language=Texts(chat.language)("language.name")),
        _quiet_line(chat, texts),
        texts("settings.reviewers", title=reviewers) if reviewers else texts("settings.no_reviewers"),
    ]
    if chat.rules_off:
        lines.append(texts.plural("settings.rules_off", len(chat.rules_off)))
    if chat.exempt:
        lines.append(texts.plural("settings.exempt", len(chat.exempt)))
    if chat.kind == "channel":
        lines.append(texts("settings.posts_on" if chat.delete_posts else "settings.posts_off"))
    return "\n".join(lines), _keyboard(chat, texts)


def _quiet_line(chat: ChatRow, texts: Texts) -> str:
    if chat.quiet_from is None or chat.quiet_to is None:
        return texts("settings.no_quiet")
    return texts("settings.quiet", start=f"{chat.quiet_from:02}:00", end=f"{chat.quiet_to:02}:00")


def _keyboard(chat: ChatRow, texts: Texts) -> InlineKeyboardMarkup:
    def button(words: str, field: str, value: str, *, chosen: bool = False) -> InlineKeyboardButton:
        mark = "• " if chosen else ""
        return InlineKeyboardButton(f"{mark}{words}", callback_data=f"set:{chat.id}:{field}:{value}")

    quiet = "" if chat.quiet_from is None else f"{chat.quiet_from:02}-{chat.quiet_to:02}"
    rows = [
        [button(texts(f"mode.{mode}"), "mode", mode, chosen=chat.mode == mode) for mode in Mode],
        [
            button(texts(f"sensitivity.{level}"), "sens", level, chosen=chat.sensitivity == level)
            for level in SENSITIVITIES
        ],
        [
            button(Texts(code)("language.name"), "lang", code, chosen=chat.language == code)
            for code in LANGUAGES
        ],
        [
            button(
                hours.replace("-", "–") or texts("settings.button_no_quiet"),
                "quiet",
                hours,
                chosen=quiet == hours,
            )
            for hours in QUIET_HOURS
        ],
        [button(texts("settings.button_rules"), "rules", "")],
    ]
    if chat.reviewers_id is not None:
        rows.append([button(texts("settings.button_no_reviewers"), "reviewers", "off")])
    if chat.kind == "channel":
        key = "settings.button_posts_off" if chat.delete_posts else "settings.button_posts_on"
        rows.append([button(texts(key), "posts", "off" if chat.delete_posts else "on")])
    return InlineKeyboardMarkup(rows)


def rules_page(chat: ChatRow, book: RuleBook, texts: Texts) -> tuple[str, InlineKeyboardMarkup]:
    """The rules with a button each: on or off in this chat."""
    lines = [f"<b>{texts('settings.rules_title', title=chat.title)}</b>", ""]
    buttons = []
    for number, rule in enumerate(book, start=1):
        off = rule.code in chat.rules_off
        lines.append(f"{'◻️' if off else '✅'} {number}. {rule_words(rule.code, book, texts)[0]}")
        value = f"{rule.code}.{'on' if off else 'off'}"
        words = f"{'◻️' if off else '✅'} {number}"
        buttons.append(InlineKeyboardButton(words, callback_data=f"set:{chat.id}:rule:{value}"))
    rows = [buttons[i : i + BUTTONS_A_ROW] for i in range(0, len(buttons), BUTTONS_A_ROW)]
    back = InlineKeyboardButton(html.unescape(texts("button.back")), callback_data=f"set:{chat.id}:open:")
    return "\n".join(lines), InlineKeyboardMarkup([*rows, [back]])
