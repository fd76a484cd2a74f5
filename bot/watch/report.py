"""A case in words for its reviewers: what, who, where, why, what was done, who decided."""

import html
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.store.cases import DECISIONS, Case
from bot.texts import Texts
from bot.watch.links import link_to
from bot.watch.modes import Who, may_delete
from bot.watch.watch import Matter
from bot.wording import (
    CAPTION_LIMIT,
    MESSAGE_LIMIT,
    evidence_words,
    not_judged_words,
    rule_words,
    shown_length,
)
from classifiers.rules import RuleBook

MOST_REASONS = 3
LONGEST_TEXT = 1500
_POSTS = (Who.POST, Who.DELETABLE_POST)


class ReportWriter:
    """Writes the report on one case in one language."""

    def __init__(self, matter: Matter, book: RuleBook, texts: Texts, timezone: str) -> None:
        self._case, self._decision, self._chat = matter.case, matter.decision, matter.chat
        self._book = book
        self._texts = texts
        self._timezone = timezone

    def message(self) -> str:
        """The report as a text message."""
        return self._fitting(MESSAGE_LIMIT)

    def caption(self) -> str:
        """The report as a caption: shortened where it must be."""
        return self._fitting(CAPTION_LIMIT)

    def keyboard(self) -> InlineKeyboardMarkup | None:
        """The buttons that make sense now; none once somebody has decided."""
        if self._case.outcome is not None:
            return None
        rows = [[self._button(what) for what in row] for row in _choices(self._case)]
        return InlineKeyboardMarkup(rows)

    def _button(self, what: str) -> InlineKeyboardButton:
        special = f"decide_post.{what}"
        is_post = self._case.standing in _POSTS and self._texts.has(special)
        words = self._texts(special) if is_post else self._texts(f"decide.{what}")
        return InlineKeyboardButton(words, callback_data=f"case:{self._case.id}:{what}")

    def _fitting(self, limit: int) -> str:
        reasons = [self._reason(reason) for reason in self._decision.reasons[:MOST_REASONS]]
        tail = [*not_judged_words(self._decision, self._texts), *self._state()]
        for quote in (self._quote(), ""):
            for count in range(len(reasons), -1, -1):
                parts = [self._head(), *reasons[:count], quote, "\n".join(tail)]
                text = "\n\n".join(part for part in parts if part)
                if shown_length(text) <= limit:
                    return text
        return self._head()

    def _head(self) -> str:
        texts, case, chat = self._texts, self._case, self._chat
        link = link_to(chat.id, chat.username, case.message_ids[0], case.thread_id)
        what = texts("report.post" if case.standing in _POSTS else "report.message")
        shown = f'<a href="{html.escape(link)}">{what}</a>' if link else what
        author = html.escape(case.author_name, quote=False)
        key = f"who.{case.standing}"
        role = f" ({texts(key)})" if texts.has(key) else ""
        line = f"{author}{role}, {shown}" if author and case.standing not in _POSTS else shown
        return f"<b>⚠️ {html.escape(chat.title or str(chat.id), quote=False)}</b>\n{line}"

    def _reason(self, reason: dict) -> str:  # type: ignore[type-arg]
        title, norm, _ = rule_words(reason["rule"], self._book, self._texts)
        lines = [f"<b>{title}</b>", evidence_words(reason, self._decision, self._texts)]
        return "\n".join(line for line in (*lines, f"<i>{norm}</i>" if norm else "") if line)

    def _quote(self) -> str:
        text = (self._decision.text or "").strip()
        if len(text) > LONGEST_TEXT:
            text = text[: LONGEST_TEXT - 1].rstrip() + "…"
        return f"<blockquote expandable>{html.escape(text, quote=False)}</blockquote>" if text else ""

    def _state(self) -> list[str]:
        case, texts = self._case, self._texts
        lines = []
        if case.restored_at:
            lines.append(texts("report.restored"))
        elif case.deleted_at:
            lines.append(texts("report.deleted"))
        elif case.gone_at:
            lines.append(texts("report.gone"))
        elif case.held_back:
            lines.append(texts(f"held.{case.held_back}"))
        if case.asked_by_name and case.outcome is None:
            lines.append(texts("report.asked", name=case.asked_by_name))
        if case.outcome:
            lines.append(self._decided())
        return lines

    def _decided(self) -> str:
        case = self._case
        if case.outcome not in DECISIONS:
            return self._texts(f"outcome.{case.outcome}")
        moment = case.decided_at.astimezone(ZoneInfo(self._timezone)) if case.decided_at else None
        when = moment.strftime("%d.%m.%Y %H:%M") if moment else ""
        what = self._texts(f"outcome.{case.outcome}")
        return self._texts("report.decided", what=what, name=case.decided_name or "", time=when)


def _choices(case: Case) -> list[list[str]]:
    deleted = case.deleted_at is not None and case.restored_at is None
    if case.standing in _POSTS and not deleted:
        return [["false"], ["delete", "ask"]]
    if deleted:
        return [["right", "false"], ["restore"]]
    if case.gone_at is not None or not may_delete(Who(case.standing)):
        return [["right", "false"]]
    return [["right", "false"], ["delete"]]
