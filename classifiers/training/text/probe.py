"""A linear probe on the untuned encoder: where fine-tuning starts from.

Without it the head has to grow before the encoder gets a useful gradient: the features differ by 0.1 around a
common mean, and after 500 steps from a random head nothing was learnt. Probing first and tuning then also
distorts the encoder less (Kumar et al., "Fine-Tuning can Distort Pretrained Features", 2022).
"""

from collections.abc import Iterable

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from classifiers.text.model import RuleClassifier
from classifiers.training.text.batching import Batch
from classifiers.training.text.corpus import UNKNOWN

STRENGTH = 0.02


def start_from_probe(network: RuleClassifier, batches: Iterable[Batch]) -> None:
    """Set the network's standardisation and head from the features of the untuned encoder."""
    features, targets = _features(network, batches)
    network.center.copy_(torch.from_numpy(features.mean(axis=0)))
    network.scale.copy_(torch.from_numpy(features.std(axis=0)))
    standard = (features - features.mean(axis=0)) / features.std(axis=0)
    with torch.no_grad():
        for index in range(targets.shape[1]):
            known = targets[:, index] != UNKNOWN
            fitted = LogisticRegression(C=STRENGTH, max_iter=200)
            fitted.fit(standard[known], targets[known, index] > 0)
            network.head.weight[index] = torch.from_numpy(fitted.coef_[0])
            network.head.bias[index] = float(fitted.intercept_[0])


def _features(
    network: RuleClassifier, batches: Iterable[Batch]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    features, targets = [], []
    network.eval()
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for ids, mask, target, _ in batches:
            features.append(network.pooled(ids, mask).float().numpy())
            targets.append(target.numpy())
    return np.concatenate(features), np.concatenate(targets)
