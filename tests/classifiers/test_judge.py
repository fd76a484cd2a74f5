"""The judge weighs what detectors say; a detector that fails silences only itself."""

from collections.abc import Sequence

import pytest

from classifiers.detection import Detection
from classifiers.draft import Draft, Picture
from classifiers.judge import Judge
from classifiers.rules import RuleBook
from classifiers.verdict import Decision, ImageRegion, TextSpan, Where


class Fixed:
    """A detector that says the same of every draft."""

    version = "fixed"

    def __init__(self, where: Where, detection: Detection) -> None:
        self.where = where
        self.detection = detection

    def detect(self, drafts: Sequence[Draft]) -> list[Detection]:
        return [self.detection for _ in drafts]


class Broken(Fixed):
    def detect(self, drafts: Sequence[Draft]) -> list[Detection]:
        raise RuntimeError("слова черновика")


SPAN = (TextSpan(0, 5, "слова"),)
REGION = (ImageRegion(0, (0.1, 0.1, 0.5, 0.5)),)
BOOK = RuleBook.load()
DRAFT = Draft("слова", (Picture(b""),))


def text(score: float, encouraged: float = 0.0, rule: str = "luxury_car") -> Fixed:
    return Fixed(Where.TEXT, Detection({rule: score}, {rule: SPAN}, encouraged))


def image(score: float) -> Fixed:
    return Fixed(Where.IMAGE, Detection({"luxury_car": score}, {"luxury_car": REGION}))


def test_score_at_the_threshold_warns() -> None:
    threshold = BOOK["luxury_car"].threshold["text"]
    verdict = Judge(BOOK, [text(threshold)]).judge(DRAFT)
    assert verdict.decision is Decision.WARN
    assert [(r.rule, r.where, r.evidence) for r in verdict.reasons] == [("luxury_car", Where.TEXT, SPAN)]


def test_score_below_the_threshold_approves_and_is_still_logged() -> None:
    score = BOOK["luxury_car"].threshold["text"] - 0.01
    verdict = Judge(BOOK, [text(score)]).judge(DRAFT)
    assert verdict.decision is Decision.APPROVE
    assert verdict.scores == {"text": {"luxury_car": score}}


def test_reason_without_evidence_is_no_reason() -> None:
    bare = Fixed(Where.TEXT, Detection({"luxury_car": 0.99}))
    assert Judge(BOOK, [bare]).judge(DRAFT).decision is Decision.APPROVE


def test_rule_that_the_book_does_not_know_never_warns() -> None:
    assert Judge(BOOK, [text(0.99, rule="invented")]).judge(DRAFT).decision is Decision.APPROVE


def test_failing_detector_is_not_evaluated_and_the_others_speak(caplog: pytest.LogCaptureFixture) -> None:
    verdict = Judge(BOOK, [Broken(Where.TEXT, Detection()), image(0.99)]).judge(DRAFT)
    assert verdict.not_evaluated == ("text",)
    assert [reason.where for reason in verdict.reasons] == [Where.IMAGE]
    assert "черновика" not in caplog.text


def test_strongest_reason_comes_first() -> None:
    found = Fixed(
        Where.TEXT, Detection({"gambling": 0.97, "weapons": 0.99}, {"gambling": SPAN, "weapons": SPAN})
    )
    margins = [r.score - r.threshold for r in Judge(BOOK, [found]).judge(DRAFT).reasons]
    assert margins == sorted(margins, reverse=True)


def test_work_post_is_encouraged_only_when_nothing_is_wrong() -> None:
    assert Judge(BOOK, [text(0.0, encouraged=0.9)]).judge(DRAFT).encouraged
    assert not Judge(BOOK, [text(0.99, encouraged=0.9)]).judge(DRAFT).encouraged


def test_batch_gives_the_verdicts_of_single_drafts_in_order() -> None:
    verdicts = Judge(BOOK, [text(0.99)]).judge_all([DRAFT, Draft("иное")])
    assert len(verdicts) == 2
    assert Judge(BOOK, [text(0.99)]).judge_all([]) == []


def test_verdict_as_json_follows_the_contract() -> None:
    result = Judge(BOOK, [text(0.99), image(0.99)]).judge(DRAFT).to_dict(with_scores=True)
    assert set(result) == {
        "verdict", "reasons", "encouraged", "not_evaluated", "elapsed_ms", "models", "scores",
    }  # fmt: skip
    assert result["reasons"][0]["evidence"][0].keys() in ({"start", "end", "quote"}, {"image", "box"})
    assert result["scores"].keys() == {"text", "image"}
