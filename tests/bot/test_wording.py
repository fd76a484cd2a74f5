"""The words of an answer: limits, order, what is said of parts that were not judged."""

from typing import Any

import pytest

from bot.store.decisions import DecisionRow
from bot.texts import LANGUAGES, Texts
from bot.wording import CAPTION_LIMIT, MESSAGE_LIMIT, AnswerWriter, shown_length, shown_quote
from tests.bot.thumb import rulebook

BOOK = rulebook()


def decision(*reasons: dict[str, Any], **fields: Any) -> DecisionRow:
    values: dict[str, Any] = {
        "id": 1,
        "verdict": "warn" if reasons else "approve",
        "reasons": list(reasons),
        "encouraged": False,
        "not_evaluated": [],
        "picture_hashes": [],
        "scores": {"text": {"x": 0.1}},
        "text_redacted_at": None,
    }
    return DecisionRow(**(values | fields))


def reason(rule: str, quote: str = "слово", score: float = 0.9) -> dict[str, Any]:
    evidence = [{"start": 0, "end": len(quote), "quote": quote}]
    return {"rule": rule, "score": score, "threshold": 0.5, "where": "text", "evidence": evidence}


def message(row: DecisionRow, language: str = "ru", notes: tuple[str, ...] = ()) -> str:
    return AnswerWriter(row, notes, BOOK, Texts(language)).message()


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_most_five_reasons_fit_a_message_whatever_is_quoted(language: str) -> None:
    reasons = [reason(rule.code, "<&😀" * 2000) for rule in BOOK]
    text = message(decision(*reasons), language)
    assert shown_length(text) <= MESSAGE_LIMIT
    numbers = [n for n in range(1, 10) if f"<b>{n}. " in text]
    assert numbers in ([1, 2, 3, 4, 5][: len(numbers)], [1])
    assert len(numbers) >= min(3, len(reasons))


def test_a_rule_that_is_gone_is_named_by_its_code() -> None:
    assert "<b>1. old_rule</b>" in message(decision(reason("old_rule")))


def test_a_caption_is_only_used_where_nothing_is_lost() -> None:
    few = AnswerWriter(decision(reason("luxury_car")), (), BOOK, Texts("ru")).caption()
    assert few is None or shown_length(few) <= CAPTION_LIMIT
    many = decision(*(reason("luxury_car", "слово " * 30) for _ in range(5)))
    assert AnswerWriter(many, (), BOOK, Texts("ru")).caption() is None


def test_a_part_that_was_not_judged_is_no_clean_one() -> None:
    text = message(decision(not_evaluated=["image_text:0"], picture_hashes=["a"]))
    assert text.startswith("<b>✅ В том, что удалось проверить, замечаний нет</b>")
    assert "Текст на картинке не прочитан." in text


def test_nothing_judged_is_no_approval() -> None:
    text = message(decision(not_evaluated=["text"], scores={}))
    assert text.startswith("<b>Проверить не получилось</b>")


def test_a_lost_picture_is_told_once() -> None:
    row = decision(
        reason("luxury_car"),
        not_evaluated=["too_big:1", "image:1", "image_text:1", "image_text:0"],
        picture_hashes=["a", ""],
    )
    text = message(row)
    assert text.count("фото 2") + text.count("Фото 2") == 1
    assert "Текст на фото 1 не прочитан." in text


def test_an_unknown_part_is_named() -> None:
    assert "Не проверено: smell." in message(decision(not_evaluated=["smell"]))


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("a  b\n\nc", "a b c"),
        ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
        ("\u202eкальян\u202c", "кальян"),
        ("\u2069שלום", "\u2068שלום\u2069"),
        ("я" * 500, "я" * 159 + "…"),
    ],
)
def test_a_quote_stays_inside_its_marks(quote: str, shown: str) -> None:
    assert shown_quote(quote) == shown
