"""Near duplicates in the corpus: `python -m classifiers.training.text.duplicates`.

Embeds every line with the untuned encoder, prints the histogram of each line's likeness to its nearest
neighbour, and lists the pairs above a limit: within the training lines and across the split.
"""

import argparse
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import BertModel

from classifiers.text.normalise import normalise
from classifiers.training.text.base_encoder import PREFIX, load_base
from classifiers.training.text.corpus import Line, read_lines

LIMIT = 0.97
EDGES = (0.0, 0.80, 0.84, 0.88, 0.90, 0.92, 0.94, 0.96, 0.97, 0.98, 1.01)


def main() -> None:
    """Print the histogram and the pairs above the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=LIMIT)
    arguments = parser.parse_args()
    lines = read_lines()
    texts = [normalise(line.text).text for line in lines]
    vectors = embed(*load_base(texts), texts)
    nearest, likeness = nearest_neighbours(vectors)
    counts, _ = np.histogram(likeness, EDGES)
    for low, high, count in zip(EDGES, EDGES[1:], counts, strict=False):
        print(f"{low:.2f}–{min(high, 1):.2f}  {count:6}  {'#' * int(60 * count / max(counts))}")
    for first, second in pairs(lines, nearest, likeness, arguments.limit):
        across = lines[first].split != lines[second].split
        print("ACROSS" if across else "within", f"{likeness[first]:.3f}", lines[first].source, "|",
              lines[first].text[:90], "|", lines[second].text[:90])  # fmt: skip


def embed(tokenizer: Tokenizer, encoder: BertModel, texts: Sequence[str]) -> NDArray[np.float32]:
    """Unit vectors (texts, 384): the mean over the first 128 tokens, as the encoder's authors use it.

    In bfloat16: near duplicates are far above its rounding.
    """
    encoder.to(torch.bfloat16)
    tokenizer.enable_truncation(128)
    pad = tokenizer.token_to_id("<pad>")
    tokenizer.enable_padding(pad_id=pad, pad_token="<pad>")  # noqa: S106 - a token of a vocabulary
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    vectors = np.zeros((len(texts), encoder.config.hidden_size), dtype=np.float32)
    for at in range(0, len(order), 64):
        batch = order[at : at + 64]
        encoded = tokenizer.encode_batch([PREFIX + texts[i] for i in batch])
        mask = torch.tensor([e.attention_mask for e in encoded])
        with torch.inference_mode():
            states = encoder(input_ids=torch.tensor([e.ids for e in encoded]), attention_mask=mask)
        weights = mask.unsqueeze(-1)
        means = (states.last_hidden_state.float() * weights).sum(1) / weights.sum(1)
        vectors[batch] = torch.nn.functional.normalize(means, dim=-1).numpy()
    return vectors


def nearest_neighbours(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Index of each vector's nearest other vector, and their cosine, -1..1."""
    nearest = np.zeros(len(vectors), dtype=np.int64)
    likeness = np.zeros(len(vectors), dtype=np.float32)
    for at in range(0, len(vectors), 1024):
        cosines = vectors[at : at + 1024] @ vectors.T
        rows = np.arange(len(cosines))
        cosines[rows, at + rows] = -1
        nearest[at : at + 1024] = cosines.argmax(axis=1)
        likeness[at : at + 1024] = cosines.max(axis=1)
    return nearest, likeness


def pairs(
    lines: Sequence[Line], nearest: NDArray[np.int64], likeness: NDArray[np.float32], limit: float
) -> list[tuple[int, int]]:
    """Each pair above the limit once; of a pair across the split the line to drop, dev or test, first."""
    found = {}
    for index in np.flatnonzero(likeness >= limit).tolist():
        other = int(nearest[index])
        first = index if lines[index].split != "train" else other
        found[frozenset((index, other))] = (first, other if first == index else index)
    return sorted(found.values())


if __name__ == "__main__":
    main()
