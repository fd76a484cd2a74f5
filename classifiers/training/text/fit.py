"""The loop of training: loss, optimiser, rate."""

import itertools
import time
from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn

from classifiers.text.model import RuleClassifier
from classifiers.training.text.batching import Batch
from classifiers.training.text.corpus import UNKNOWN

SMOOTHING = 0.01
POSITIVE_WEIGHT = 2.0
DOUBT = 0.5
"""An unlabelled text that the network holds for a violation with more than this is not pushed down."""
WARM = 0.05
REPORT = 50
KEEP = 500

Epochs = Callable[[int], list[Batch]]


def loss_of(logits: Tensor, targets: Tensor, trusted: Tensor) -> Tensor:
    """Weighted binary cross-entropy over the known labels, averaged over the batch's examples."""
    known = (targets != UNKNOWN) & (trusted[:, None] | (logits.detach().sigmoid() < DOUBT))
    smooth = targets.clamp_min(0) * (1 - 2 * SMOOTHING) + SMOOTHING
    weight = 1 + (POSITIVE_WEIGHT - 1) * (targets == 1)
    losses = nn.functional.binary_cross_entropy_with_logits(logits, smooth, weight=weight, reduction="none")
    return (losses * known).sum() / len(logits)


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


def fit(
    network: RuleClassifier, steps: int, make: Epochs, keep: Callable[[], None], rate: float, frozen: int
) -> None:
    """Train in place; `make` gives an epoch's batches.

    Args:
        network: starts as it is.
        steps: of the optimiser.
        make: from an epoch's number, 0-based.
        keep: called after every `KEEP` steps and at the end.
        rate: peak learning rate of the top layer; linear from and to nothing.
        frozen: lowest layers that are not tuned.
    """
    optimizer = optimizer_of(network, rate, frozen)
    peaks = [group["lr"] for group in optimizer.param_groups]
    network.train()
    report = _reporter()
    for step, batch in _steps(steps, make):
        progress = step / steps
        for group, peak in zip(optimizer.param_groups, peaks, strict=True):
            group["lr"] = peak * _rate(progress)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = network(batch.ids, batch.mask)
        loss = loss_of(logits.float(), batch.targets, batch.trusted)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        report(progress, loss.item())
        if step % KEEP == KEEP - 1 or step == steps - 1:
            keep()


def _steps(steps: int, make: Epochs) -> Iterator[tuple[int, Batch]]:
    batches = itertools.chain.from_iterable(map(make, itertools.count()))
    return enumerate(itertools.islice(batches, steps))


def _rate(progress: float) -> float:
    return max(0.01, progress / WARM if progress < WARM else (1 - progress) / (1 - WARM))


def _reporter() -> Callable[[float, float], None]:
    started, losses = time.monotonic(), []

    def report(progress: float, loss: float) -> None:
        losses.append(loss)
        if len(losses) == REPORT:
            seconds = time.monotonic() - started
            print(f"{progress:6.1%}  loss {sum(losses) / REPORT:.4f}  {seconds:.0f} s", flush=True)
            losses.clear()

    return report
