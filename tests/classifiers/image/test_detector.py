import math

import pytest

from classifiers.draft import Draft
from classifiers.image.concepts import BLIND, FAMILIES
from classifiers.image.detector import WEIGHTS, ImageDetector, load_image_detector
from classifiers.rules import RuleBook
from classifiers.verdict import ImageRegion, Where
from tests.classifiers.image.drawn import draft, drawing, encoded, page


@pytest.fixture(scope="module")
def detector() -> ImageDetector:
    return load_image_detector(RuleBook.load())


def test_every_rule_that_the_heads_carry_has_a_probability(detector):
    [detection] = detector.detect([draft(encoded(drawing()))])
    assert detector.where is Where.IMAGE
    sighted = {family.rule for family in FAMILIES if family.name not in BLIND}
    assert set(detection.scores) == sighted | {"indecent_appearance"}
    assert all(0 <= score <= 1 and math.isfinite(score) for score in detection.scores.values())


def test_boxes_are_fractions_of_the_picture_that_they_name(detector):
    detections = detector.detect(
        [draft(encoded(drawing(width, height))) for width, height in ((9, 800), (640, 480), (1, 1))]
    )
    for region in (r for d in detections for regions in d.evidence.values() for r in regions):
        assert isinstance(region, ImageRegion)
        x0, y0, x1, y1 = region.box
        assert 0 <= x0 < x1 <= 1
        assert 0 <= y0 < y1 <= 1


def test_every_score_that_may_be_a_reason_has_evidence(detector):
    [detection] = detector.detect([draft(encoded(drawing()), encoded(page("Отчёт")))])
    for rule, score in detection.scores.items():
        assert (rule in detection.evidence) == (score >= 0.25)


def test_a_batch_gives_what_single_drafts_give(detector):
    drafts = [draft(encoded(drawing(300 + 10 * i, 200))) for i in range(3)]
    assert detector.detect(drafts) == [detector.detect([one])[0] for one in drafts]


def test_an_album_is_as_bad_as_its_worst_picture(detector):
    files = [encoded(drawing()), encoded(page("Объявление")), encoded(drawing(500, 100))]
    [album] = detector.detect([draft(*files)])
    singles = detector.detect([draft(file) for file in files])
    assert album.scores == {rule: max(one.scores[rule] for one in singles) for rule in album.scores}


def test_a_broken_picture_is_named_and_the_others_are_judged(detector):
    [detection] = detector.detect([draft(b"no picture", encoded(drawing()))])
    assert detection.not_evaluated == ("image:0",)
    assert detection.scores
    assert all(
        r.image == 1 for regions in detection.evidence.values() for r in regions if isinstance(r, ImageRegion)
    )


def test_an_empty_page_is_no_reason(detector):
    [detection] = detector.detect([draft(encoded(page("Совещание перенесено на 15 марта", "Приёмная")))])
    assert max(detection.scores.values()) < 0.5


def test_a_text_alone_is_no_business_of_the_picture_detector(detector):
    [detection] = detector.detect([Draft(text="Совещание перенесено")])
    assert not detection.scores
    assert not detection.not_evaluated


def test_without_weights_pictures_are_not_evaluated(tmp_path):
    detector = load_image_detector(RuleBook.load(), weights=tmp_path)
    drafts = [draft(encoded(drawing())), Draft(text="без картинки")]
    assert [d.not_evaluated for d in detector.detect(drafts)] == [("image",), ()]


def test_damaged_weights_are_as_good_as_none(tmp_path):
    for file in WEIGHTS.glob("image*.safetensors"):
        (tmp_path / file.name).write_bytes(file.read_bytes()[:1000])
    assert load_image_detector(RuleBook.load(), weights=tmp_path).version == "not installed"


def test_the_weights_stay_small():
    assert sum(file.stat().st_size for file in WEIGHTS.glob("image*")) < 18e6
