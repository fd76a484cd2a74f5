"""The loop of training: loss, optimiser, rate."""

import copy
import itertools
import time
from collections.abc import Callable, Iterator, Sequence

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

    The passes run on a bfloat16 copy of the encoder, the optimiser on the float32 weights (Micikevicius et
    al. 2018): 1.2 s a step of 2,048 tokens against 1.7 s under autocast, which converts at every layer.

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
    working = copy.deepcopy(network)
    working.encoder.to(torch.bfloat16)
    tuned = [
        pair for pair in zip(network.parameters(), working.parameters(), strict=True) if pair[0].requires_grad
    ]
    report = _reporter()
    for step, batch in _steps(steps, make):
        progress = step / steps
        for group, peak in zip(optimizer.param_groups, peaks, strict=True):
            group["lr"] = peak * _rate(progress)
        loss = loss_of(working(batch.ids, batch.mask), batch.targets, batch.trusted)
        loss.backward()  # type: ignore[no-untyped-call]
        _update(optimizer, tuned)
        report(progress, loss.item())
        if step % KEEP == KEEP - 1 or step == steps - 1:
            keep()


def _update(optimizer: torch.optim.Optimizer, tuned: Sequence[tuple[nn.Parameter, nn.Parameter]]) -> None:
    """One step of the float32 weights with the gradients of their working copies, which follow."""
    for exact, working in tuned:
        exact.grad = None if working.grad is None else working.grad.to(exact.dtype)
        working.grad = None
    nn.utils.clip_grad_norm_([exact for exact, _ in tuned], 1.0)
    optimizer.step()
    with torch.no_grad():
        for exact, working in tuned:
            working.copy_(exact)


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
