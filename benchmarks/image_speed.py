"""How long a picture takes, beside CLIP ViT-B/32: `python benchmarks/image_speed.py [THREADS]`.

CLIP has random weights: they serve for timing. Medians of repeated runs, decoding included, in milliseconds.
"""

import io
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import torch
from PIL import Image
from transformers import CLIPConfig, CLIPModel

from classifiers.draft import Draft, Picture
from classifiers.image.decode import TO_SEE, decode, seen
from classifiers.image.detector import load_image_detector
from classifiers.image.text_presence import has_text
from classifiers.rules import RuleBook

RUNS = 5


def photo(seed: int) -> bytes:
    """A JPEG of 12 megapixels, with shapes and grain, of about the size a telephone makes."""
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(0, 255, (30, 40, 3), dtype=np.uint8)).resize(
        (4000, 3000), Image.Resampling.BICUBIC
    )
    grain = rng.normal(0, 6, (3000, 4000, 1))
    buffer = io.BytesIO()
    Image.fromarray((np.asarray(coarse) + grain).clip(0, 255).astype(np.uint8)).save(
        buffer, "JPEG", quality=85
    )
    return buffer.getvalue()


def median_ms(work: Callable[[], object]) -> float:
    """The median of `RUNS` runs after one to warm up."""
    times = []
    for _ in range(RUNS + 1):
        seen.cache_clear()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:]) * 1000


def main() -> None:
    """Measure and print."""
    torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    detector = load_image_detector(RuleBook.load())
    clip = CLIPModel(CLIPConfig()).eval()
    files = [photo(seed) for seed in range(10)]

    def clip_looks(file: bytes) -> None:
        pixels = np.asarray(decode(file, TO_SEE).resize((224, 224)), dtype=np.float32) / 128 - 1
        with torch.inference_mode():
            clip.get_image_features(pixel_values=torch.from_numpy(pixels).permute(2, 0, 1)[None])

    one, album = Draft(pictures=(Picture(files[0]),)), Draft(pictures=tuple(map(Picture, files)))
    print(f"{torch.get_num_threads()} threads, 12 megapixels, {len(files[0]) / 1e6:.1f} MB")
    print(f"decode                     {median_ms(lambda: decode(files[0], TO_SEE)):7.0f} ms")
    print(f"is there text (decoded)    {median_ms(lambda: has_text(decode(files[0], TO_SEE))):7.0f} ms")
    print(f"one photo, embedded        {median_ms(lambda: detector.detect([one])):7.0f} ms")
    print(f"one photo, CLIP ViT-B/32   {median_ms(lambda: clip_looks(files[0])):7.0f} ms")
    print(f"album of ten, embedded     {median_ms(lambda: detector.detect([album])):7.0f} ms")
    print(f"album of ten, CLIP         {median_ms(lambda: [clip_looks(f) for f in files]):7.0f} ms")


if __name__ == "__main__":
    main()
