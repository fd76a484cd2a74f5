"""Weights as int8 with one scale an output channel: a quarter of the size of float32, written as safetensors.

Symmetric rounding to -127..127 by the largest magnitude of each output channel (axis 0), as in
Jacob et al. 2018, https://arxiv.org/abs/1712.05877. Vectors (biases) stay float32: they are few.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

SCALE = ".scale"


Model = TypeVar("Model", bound=nn.Module)


def channels_last(model: Model) -> Model:
    """The same model, ready to judge, its kernels laid out as the CPU's convolutions want them."""
    # torch's type stubs do not know this call.
    model.eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return model


def quantise(weight: Tensor) -> tuple[Tensor, Tensor]:
    """Round a matrix or kernel, shape (out, …), to int8 values and float32 scales, shape (out,)."""
    rows = weight.flatten(1)
    scale = (rows.abs().amax(dim=1) / 127).clamp_min(1e-12)
    values = torch.round(rows / scale[:, None]).to(torch.int8)
    return values.view_as(weight), scale


def dequantise(values: Tensor, scale: Tensor) -> Tensor:
    """The inverse of `quantise`, to float32."""
    return values.float() * scale.view(-1, *[1] * (values.dim() - 1))


def save_quantised(state: Mapping[str, Tensor], path: Path, metadata: Mapping[str, str]) -> None:
    """Write a state dict: tensors of two or more dimensions as int8, the others as float32."""
    tensors: dict[str, Tensor] = {}
    for name, tensor in state.items():
        if tensor.dim() < 2:
            tensors[name] = tensor.detach().float().contiguous()
        else:
            tensors[name], tensors[name + SCALE] = quantise(tensor.detach().float().contiguous())
    save_file(tensors, path, metadata=dict(metadata))


def load_quantised(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Read a file of `save_quantised`: the float32 state dict and the metadata.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is no safetensors file.
    """
    try:
        with safe_open(path, framework="pt") as file:
            stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
            metadata = dict(file.metadata() or {})
    except SafetensorError as error:
        raise ValueError(f"{path}: {error}") from error
    state = {}
    for name, tensor in stored.items():
        if name.endswith(SCALE) and name.removesuffix(SCALE) in stored:
            continue
        scale = stored.get(name + SCALE)
        state[name] = tensor if scale is None else dequantise(tensor, scale)
    return state, metadata
