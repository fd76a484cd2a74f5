"""Sensitivity: a verdict with other thresholds, from the same scores and the same evidence."""

import pytest

from classifiers.sensitivity import LEVELS, reweighed, shifted, weighed
from classifiers.verdict import Decision, Reason, TextSpan, Verdict, Where


def reason(rule: str, score: float, threshold: float = 0.5) -> Reason:
    return Reason(rule, score, threshold, Where.TEXT, (TextSpan(0, 3, "ой!"),))


def verdict(*found: Reason, remit: float = 0.0) -> Verdict:
    return weighed(Verdict(Decision.APPROVE, remit=remit), list(found))


def test_levels_move_a_threshold_at_most_half_of_its_way() -> None:
    assert [shifted(0.5, level) for level in LEVELS] == [0.25, 0.375, 0.5, 0.625, 0.75]
    assert [shifted(0.8, level) for level in LEVELS] == pytest.approx([0.4, 0.6, 0.8, 0.85, 0.9])
    with pytest.raises(ValueError, match="level"):
        shifted(0.5, 3)


def test_a_more_sensitive_rule_warns_earlier_and_with_evidence() -> None:
    before = verdict(reason("weapons", 0.4))
    after = reweighed(before, {"weapons": -1})
    assert (before.decision, after.decision) == (Decision.APPROVE, Decision.WARN)
    assert after.reasons[0].evidence == before.below[0].evidence
    assert after.reasons[0].threshold == 0.375


def test_a_less_sensitive_rule_warns_later_and_other_rules_stay() -> None:
    before = verdict(reason("weapons", 0.6), reason("luxury_car", 0.55))
    after = reweighed(before, {"weapons": 1})
    assert [item.rule for item in before.reasons] == ["weapons", "luxury_car"]
    assert [item.rule for item in after.reasons] == ["luxury_car"]


def test_praise_returns_where_the_last_reason_goes() -> None:
    before = verdict(reason("weapons", 0.55), remit=0.9)
    after = reweighed(before, {"weapons": 2})
    assert (before.encouraged, after.encouraged) == (False, True)


def test_levels_of_other_rules_change_nothing() -> None:
    before = verdict(reason("weapons", 0.55))
    assert reweighed(before, {"luxury_car": -2, "weapons": 0}) is before
