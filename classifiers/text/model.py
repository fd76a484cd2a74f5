"""The text model: a small multilingual encoder that gives every rule a calibrated probability."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from classifiers.errors import ModelError
from classifiers.precision import fast_dtype

WEIGHTS = Path(__file__).parent.parent / "weights" / "text"
LONGEST = 256
ENCOURAGED = "encouraged"
VIOLATION = "violation"
NOT_RULES = frozenset({ENCOURAGED, VIOLATION})
TOKENS_A_BATCH = 2048
WASTED_A_BATCH = 320
"""Tokens of padding that cost less than another pass: a pass of few tokens takes about 15 ms on one core."""


class RuleClassifier(nn.Module):
    """Encoder, mean over the tokens, standardised, one linear layer: a logit a label.

    Args:
        encoder: without a pooler.
        labels: number of outputs.
    """

    center: Tensor
    scale: Tensor

    def __init__(self, encoder: BertModel, labels: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(encoder.config.hidden_size, labels)
        self.register_buffer("center", torch.zeros(encoder.config.hidden_size))
        self.register_buffer("scale", torch.ones(encoder.config.hidden_size))

    def pooled(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Mean of the token states (batch, hidden) for ids and attention mask (batch, tokens)."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        weights = mask.unsqueeze(-1).float()
        mean: Tensor = (states * weights).sum(1) / weights.sum(1)
        return mean

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Logits (batch, labels) for token ids and attention mask (batch, tokens)."""
        logits: Tensor = self.head((self.pooled(ids, mask) - self.center) / self.scale)
        return logits


class TextModel:
    """The classifier with its tokenizer, labels and calibration.

    Attributes:
        labels: rule codes, "violation" (any rule at all) and "encouraged", in the order of the outputs.
        version: name and version for the log.
    """

    def __init__(self, network: RuleClassifier, tokenizer: Tokenizer, config: dict[str, object]) -> None:
        self.network = network.eval()
        self.labels = tuple(map(str, config["labels"]))  # type: ignore[call-overload]
        self.version = str(config["version"])
        self._calibration = np.asarray(config["calibration"], dtype=np.float32)
        self._pad = tokenizer.token_to_id("<pad>")
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST)
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, folder: Path = WEIGHTS, *, exact: bool = False) -> "TextModel":
        """Read a folder with adep.json, tokenizer.json, encoder.json and model.safetensors.

        Args:
            folder: a model's files.
            exact: float32 in every layer. Otherwise the encoder is bfloat16 where the CPU multiplies that.

        Raises:
            ModelError: a file is missing or does not fit the others.
        """
        try:
            config = json.loads((folder / "adep.json").read_text(encoding="utf-8"))
            encoder = BertModel(BertConfig.from_json_file(folder / "encoder.json"), add_pooling_layer=False)
            network = RuleClassifier(encoder, len(config["labels"]))
            network.load_state_dict(unpacked(load_file(folder / "model.safetensors")))
            if not exact:
                network.encoder.to(fast_dtype())
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except (OSError, KeyError, ValueError, RuntimeError) as error:
            raise ModelError(f"text model in {folder}: {error}") from error
        return cls(network, tokenizer, config)

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special ones not counted, at most `LONGEST`."""
        return [len(e.ids) for e in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Calibrated probabilities 0..1, shape (texts, labels), for normalised texts."""
        return calibrated(self.logits(texts), self._calibration, self.labels.index(VIOLATION))

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Uncalibrated logits, shape (texts, labels)."""
        ids = [e.ids for e in self._tokenizer.encode_batch(list(texts))]
        result = np.zeros((len(ids), len(self.labels)), dtype=np.float32)
        for batch in _batches(ids):
            result[batch] = self._forward([ids[i] for i in batch])
        return result

    def _forward(self, ids: list[list[int]]) -> NDArray[np.float32]:
        longest = max(map(len, ids))
        padded = torch.tensor([row + [self._pad] * (longest - len(row)) for row in ids])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in ids])
        with torch.inference_mode():
            return np.asarray(self.network(padded, mask).numpy())


def calibrated(
    logits: NDArray[np.float32], calibration: NDArray[np.float32], violation: int
) -> NDArray[np.float32]:
    """Platt scaling on two logits: the label's own, and that of any violation at all.

    A text that surely breaks some rule, but which one is not clear, is a violation all the same.

    Args:
        logits: shape (texts, labels).
        calibration: shape (labels, 3): slope, slope of the violation's logit, offset.
        violation: the column of "violation".

    Returns:
        Probabilities 0..1, shape (texts, labels).
    """
    own, common, offset = calibration.T
    odds = logits * own + logits[:, violation, None] * common + offset
    return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float32)


def packed(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Matrices as int8 with a float32 scale a row (symmetric, absmax / 127); vectors as they are."""
    result = {}
    for name, value in state.items():
        if value.ndim != 2:
            result[name] = value.float().contiguous()
            continue
        scale = value.abs().amax(dim=1, keepdim=True).clamp_min(1e-12) / 127
        result[name + ".int8"] = torch.round(value / scale).to(torch.int8)
        result[name + ".scale"] = scale.float().contiguous()
    return result


def unpacked(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """The inverse of `packed`, float32; a state that was never packed passes through."""
    plain = {name: value for name, value in state.items() if not name.endswith((".int8", ".scale"))}
    for name, value in state.items():
        if name.endswith(".int8"):
            base = name.removesuffix(".int8")
            plain[base] = value.float() * state[base + ".scale"]
    return plain


def _batches(ids: Sequence[Sequence[int]]) -> list[list[int]]:
    """Indices grouped by length: at most `TOKENS_A_BATCH`, of them `WASTED_A_BATCH` of padding."""
    batches: list[list[int]] = []
    used = 0
    for index in sorted(range(len(ids)), key=lambda i: len(ids[i])):
        length = len(ids[index])
        used += length
        total = length * (len(batches[-1]) + 1) if batches else TOKENS_A_BATCH + 1
        if total > TOKENS_A_BATCH or total - used > WASTED_A_BATCH:
            batches.append([])
            used = length
        batches[-1].append(index)
    return batches
