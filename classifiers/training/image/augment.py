"""Random views of a picture: they bridge 128×128 scenes, full-size photos, compression and framing."""

import io
import random

from PIL import Image, ImageEnhance, ImageFilter

COARSEST = 96


def random_view(image: Image.Image, rng: random.Random, size: int) -> Image.Image:
    """A crop of 35–100 % of the area, perhaps mirrored, recoloured, coarsened, blurred, compressed.

    Returns:
        A square of `size` pixels.
    """
    view = _crop(image, rng)
    if rng.random() < 0.5:
        view = view.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if rng.random() < 0.5 and min(view.size) > COARSEST:
        view = _coarsened(view, rng)
    view = view.resize((size, size), Image.Resampling.BICUBIC)
    for enhancer in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        if rng.random() < 0.7:
            view = enhancer(view).enhance(rng.uniform(0.65, 1.4))
    if rng.random() < 0.05:
        view = view.convert("L").convert("RGB")
    if rng.random() < 0.15:
        view = view.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 1.8)))
    return _compressed(view, rng) if rng.random() < 0.4 else view


def _crop(image: Image.Image, rng: random.Random) -> Image.Image:
    area = rng.uniform(0.35, 1.0)
    aspect = rng.uniform(0.8, 1.25)
    width = min(1.0, (area * aspect) ** 0.5)
    height = min(1.0, area / width)
    left, top = rng.uniform(0, 1 - width), rng.uniform(0, 1 - height)
    edges = (left, top, left + width, top + height)
    return image.crop(tuple(round(e * s) for e, s in zip(edges, image.size * 2, strict=True)))


def _coarsened(view: Image.Image, rng: random.Random) -> Image.Image:
    side = rng.randint(COARSEST, 200)
    filters = (Image.Resampling.BOX, Image.Resampling.BILINEAR, Image.Resampling.BICUBIC)
    return view.resize((side, side), rng.choice(filters))


def _compressed(view: Image.Image, rng: random.Random) -> Image.Image:
    buffer = io.BytesIO()
    view.save(buffer, "JPEG", quality=rng.randint(30, 85))
    return Image.open(buffer).convert("RGB")
