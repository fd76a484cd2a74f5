"""What the text model is trained on: batches, pieces of long texts, disguises, the loss."""

import random

import numpy as np
import torch
from tokenizers import Tokenizer

from classifiers.text.model import WEIGHTS
from classifiers.text.normalise import normalise
from classifiers.training.text.augment import _digits, _invisible, _spaced
from classifiers.training.text.batching import BATCH_TOKENS, batches
from classifiers.training.text.corpus import UNKNOWN, Line, labels, vector
from classifiers.training.text.examples import Example, from_lines
from classifiers.training.text.fit import loss_of

NAMES = labels()
BAD = "Ключи от «Гелика» уже у меня."


def line(text: str, rules: tuple[str, ...], spans: tuple[tuple[int, int], ...] = ()) -> Line:
    return Line(text, "ru", rules, work=False, note="", source="test", spans=spans, split="train")


def test_a_broken_rule_is_a_violation_and_a_clean_line_is_none() -> None:
    assert vector(NAMES, ("weapons",), 0)[-2] == 1
    assert not vector(NAMES, (), 1)[:-1].any()


def test_every_example_is_in_one_batch_with_its_target() -> None:
    tokenizer = Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))
    items = [
        Example(f"Черновик номер {n} " * (n % 9 + 1), "ru", np.full(3, n, np.float32)) for n in range(90)
    ]
    found = list(batches(items, tokenizer, 0.0, random.Random(1)))
    assert sorted(int(row[0]) for batch in found for row in batch.targets) == list(range(90))
    assert all(batch.ids.numel() <= BATCH_TOKENS and batch.ids.shape == batch.mask.shape for batch in found)


def test_pieces_of_a_long_text_break_the_rule_only_where_it_is_marked() -> None:
    clean = "Провели сход жителей села. Обсудили воду и дорогу. Приняли решение по школе. "
    text = clean * 6 + BAD
    marked = line(text, ("luxury_car",), ((len(text) - len(BAD), len(text)),))
    pieces = [piece for seed in range(9) for piece in from_lines([marked], NAMES, random.Random(seed))]
    rule = NAMES.index("luxury_car")
    assert {piece.target[rule] for piece in pieces} == {0, 1}
    assert all((BAD[:-1] in piece.text) == (piece.target[rule] == 1) for piece in pieces)


def test_what_the_normaliser_undoes_is_undone() -> None:
    chance = random.Random(2)
    for disguise in (_spaced, _invisible):
        assert normalise(disguise("Вчера коньяк рекой", chance)).text == "Вчера коньяк рекой"
    assert normalise(_digits("вопрос", chance)).text == "вопрос"


def test_an_unread_text_that_looks_bad_is_not_pushed_down() -> None:
    logits, targets = torch.tensor([[3.0, -3.0]]), torch.zeros(1, 2)
    unread, read = (loss_of(logits, targets, torch.tensor([trust])) for trust in (False, True))
    assert unread < 0.2 < read
    assert loss_of(logits, torch.full((1, 2), UNKNOWN), torch.tensor([True])) == 0
