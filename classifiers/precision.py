"""The number format in which this CPU multiplies matrices fastest."""

import torch


def fast_dtype() -> torch.dtype:
    """bfloat16 where oneDNN multiplies it in hardware (AVX-512 BF16, AMX; Arm BF16), float32 elsewhere."""
    return torch.bfloat16 if torch.ops.mkldnn._is_mkldnn_bf16_supported() else torch.float32
