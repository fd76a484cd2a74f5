"""The table of modes: complete, careful, and the same in the README."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store.chats import ChatRow
from bot.watch import modes
from bot.watch.links import link_to
from bot.watch.modes import TABLE, Act, Mode, Who
from bot.watch.quiet import quiet_until, warning_due
from bot.watch.sensitivity import as_wanted
from classifiers.sensitivity import weighed
from classifiers.verdict import Decision, Reason, TextSpan, Verdict, Where

README = Path(__file__).parents[2] / "README.md"
MARK = "<!-- modes -->"


def test_everybody_has_a_treatment_in_every_mode() -> None:
    assert set(TABLE) == set(Who)
    assert all(set(row) == set(Mode) for row in TABLE.values())


def test_only_ordinary_members_and_released_posts_are_deleted_and_only_in_hold() -> None:
    deleted = {(who, mode) for who, row in TABLE.items() for mode, acts in row.items() if Act.DELETE in acts}
    assert deleted == {(Who.MEMBER, Mode.HOLD), (Who.DELETABLE_POST, Mode.HOLD)}


def test_whatever_is_judged_is_reported_and_authors_are_told_only_where_it_is_wanted() -> None:
    for row in TABLE.values():
        assert all(Act.REPORT in acts for acts in row.values() if Act.JUDGE in acts)
        assert Act.WARN not in row[Mode.OBSERVE]


def test_the_table_of_the_readme_is_that_of_the_code() -> None:
    text = README.read_text(encoding="utf-8") if README.exists() else ""
    if MARK not in text:
        pytest.skip("the README has no table of modes yet")
    assert modes.markdown() in text


def chat(**values: object) -> ChatRow:
    defaults = {"quiet_from": None, "quiet_to": None, "sensitivity": "normal", "rules_off": []}
    return ChatRow(**{"id": -1, "kind": "group", "language": "ru", **defaults, **values})


@pytest.mark.parametrize(
    ("hour", "end"), [(22, 31), (23, 31), (3, 7), (6, 7), (7, None), (12, None), (21, None)]
)
def test_quiet_hours_reach_over_midnight(hour: int, end: int | None) -> None:
    midnight = datetime(2026, 11, 22, tzinfo=UTC)
    found = quiet_until(chat(quiet_from=22, quiet_to=7), midnight + timedelta(hours=hour, minutes=30), "UTC")
    assert found == (None if end is None else midnight + timedelta(hours=end))


def test_an_author_is_told_after_a_quarter_of_an_hour_and_not_at_night() -> None:
    now = datetime(2026, 11, 22, 21, 50, tzinfo=UTC)
    assert warning_due(chat(), None, now, "UTC") == now
    assert warning_due(chat(), now - timedelta(minutes=5), now, "UTC") == now + timedelta(minutes=10)
    quiet = chat(quiet_from=22, quiet_to=7)
    assert warning_due(quiet, now - timedelta(minutes=1), now, "UTC") == datetime(2026, 11, 23, 7, tzinfo=UTC)


def test_a_chat_has_its_own_sensitivity_and_rules() -> None:
    found = [
        Reason(rule, score, 0.5, Where.TEXT, (TextSpan(0, 1, "x"),))
        for rule, score in (("weapons", 0.6), ("gambling", 0.4))
    ]
    verdict = weighed(Verdict(Decision.APPROVE), found)

    def rules(levels: dict[str, int] | None = None, **values: object) -> list[str]:
        return sorted(reason.rule for reason in as_wanted(verdict, chat(**values), levels or {}).reasons)

    assert rules() == ["weapons"]
    assert rules(sensitivity="low") == []
    assert rules(sensitivity="high") == ["gambling", "weapons"]
    assert rules({"weapons": 2}) == []
    assert rules({"weapons": 2}, sensitivity="high") == ["gambling", "weapons"]
    assert as_wanted(verdict, chat(rules_off=["weapons"]), {}).decision is Decision.APPROVE


def test_links_to_messages() -> None:
    assert link_to(-1001234, "", 5) == "https://t.me/c/1234/5"
    assert link_to(-1001234, "akimat", 5, 3) == "https://t.me/akimat/3/5"
    assert link_to(-1234, "", 5) == ""
