"""A verdict as a chat wants it: its sensitivity, and its rules."""

from collections.abc import Mapping
from dataclasses import replace

from bot.store.chats import ChatRow
from classifiers.sensitivity import LEVELS, reweighed
from classifiers.verdict import Decision, Verdict

SHIFTS = {"low": 2, "normal": 0, "high": -2}


def as_wanted(verdict: Verdict, chat: ChatRow, levels: Mapping[str, int]) -> Verdict:
    """The judge's verdict by the levels of the agency and the sensitivity of the chat, rules that are on."""
    shift = SHIFTS[chat.sensitivity]
    rules = {reason.rule for reason in (*verdict.reasons, *verdict.below)}
    both = {rule: min(max(levels.get(rule, 0) + shift, LEVELS[0]), LEVELS[-1]) for rule in rules}
    verdict = reweighed(verdict, both)
    reasons = tuple(reason for reason in verdict.reasons if reason.rule not in chat.rules_off)
    if reasons == verdict.reasons:
        return verdict
    return replace(verdict, decision=Decision.WARN if reasons else Decision.APPROVE, reasons=reasons)
