"""The text model: batches, calibration, precision."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from classifiers.errors import ModelError
from classifiers.text.model import NOT_RULES, TOKENS_A_BATCH, VIOLATION, TextModel, _batches, calibrated
from classifiers.text.normalise import normalise

DRAFTS = (
    "Наконец-то пересел на трёхсотый крузак",
    "Проверили автосалон по жалобе жителей",
    "Ақыры армандаған үш жүздік крузагымды міндім",
    "Ауданға төрт жаңа жедел жәрдем көлігі келді",
    "Кеше коллегалармен бардық, бармен знакомый болып шықты",
)


@pytest.fixture(scope="module")
def model() -> TextModel:
    return TextModel.load(exact=True)


@given(st.lists(st.integers(1, 256), max_size=80))
def test_every_text_is_in_one_batch_of_bounded_size(lengths: list[int]) -> None:
    batches = _batches([[0] * length for length in lengths])
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or max(lengths[i] for i in batch) * len(batch) <= TOKENS_A_BATCH


def test_a_text_is_judged_alike_alone_and_in_company(model: TextModel) -> None:
    texts = [normalise(draft).text for draft in DRAFTS]
    together = model.logits(texts)
    alone = np.concatenate([model.logits([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-3)


def test_certainty_of_a_violation_raises_every_rule() -> None:
    logits = np.array([[0.0, -2.0, -3.0], [0.0, -2.0, 3.0]], dtype=np.float32)
    calibration = np.array([[1.0, 0.5, 0.0], [1.0, 0.5, 0.0], [1.0, 0.0, 0.0]], dtype=np.float32)
    doubtful, certain = calibrated(logits, calibration, 2)
    assert (certain[:2] > doubtful[:2]).all()
    assert certain[0] == pytest.approx(1 / (1 + np.exp(-1.5)))


def test_the_labels_are_the_rules_and_two_more(model: TextModel) -> None:
    assert len(model.labels) == 18 + len(NOT_RULES)
    assert VIOLATION in model.labels


@pytest.mark.skipif(
    not torch.ops.mkldnn._is_mkldnn_bf16_supported(), reason="this CPU does not multiply bfloat16"
)
def test_bfloat16_moves_a_probability_little(model: TextModel) -> None:
    texts = [normalise(draft).text for draft in DRAFTS]
    fast = TextModel.load().probabilities(texts)
    np.testing.assert_allclose(fast, model.probabilities(texts), atol=0.05)


def test_a_folder_without_a_model_is_named(tmp_path: object) -> None:
    with pytest.raises(ModelError, match="text model in"):
        TextModel.load(tmp_path)  # type: ignore[arg-type]
