"""Examples into tensors: batches of like length, disguised afresh each epoch, some words hidden."""

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from classifiers.training.text import examples as make

BATCH_TOKENS = 2048
LONGEST = 128
HIDDEN_TEXTS = 0.5
HIDDEN_WORDS = 0.1


class Batch(NamedTuple):
    """Token ids and attention mask (batch, tokens), targets (batch, labels), trust (batch)."""

    ids: Tensor
    mask: Tensor
    targets: Tensor
    trusted: Tensor


def batches(
    items: Sequence[make.Example], tokenizer: Tokenizer, share: float, chance: random.Random
) -> Iterator[Batch]:
    """Batches of at most `BATCH_TOKENS` with their padding, in random order; a `share` is disguised."""
    texts = [make.prepared(item, share, chance) for item in items]
    ids = [encoding.ids[:LONGEST] for encoding in tokenizer.encode_batch(texts)]
    hide, pad = (tokenizer.token_to_id(token) or 0 for token in ("<mask>", "<pad>"))
    rows = [_hidden(row, hide, chance) if chance.random() < HIDDEN_TEXTS else row for row in ids]
    for group in _groups(rows, chance):
        yield _batch([rows[i] for i in group], [items[i] for i in group], pad)


def _hidden(row: list[int], hide: int, chance: random.Random) -> list[int]:
    """A tenth of the tokens hidden, so that no single word decides; first and last are the special ones."""
    inner = [hide if chance.random() < HIDDEN_WORDS else token for token in row[1:-1]]
    return [row[0], *inner, row[-1]]


def _groups(rows: Sequence[Sequence[int]], chance: random.Random) -> list[list[int]]:
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]) + chance.random() * 4)
    groups: list[list[int]] = [[]]
    for index in order:
        if len(rows[index]) * (len(groups[-1]) + 1) > BATCH_TOKENS:
            groups.append([])
        groups[-1].append(index)
    chance.shuffle(groups)
    return [group for group in groups if group]


def _batch(rows: list[list[int]], items: list[make.Example], pad: int) -> Batch:
    longest = max(map(len, rows))
    return Batch(
        torch.tensor([row + [pad] * (longest - len(row)) for row in rows]),
        torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows]),
        torch.from_numpy(np.stack([item.target for item in items])),
        torch.tensor([item.trusted for item in items]),
    )
