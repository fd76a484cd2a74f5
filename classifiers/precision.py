"""The number format in which this CPU multiplies matrices fastest."""

import torch


def fast_dtype() -> torch.dtype:
    """bfloat16 where an x86 CPU multiplies it in hardware (AMX, AVX-512 BF16), float32 elsewhere."""
    hardware = torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported()
    return torch.bfloat16 if hardware else torch.float32
