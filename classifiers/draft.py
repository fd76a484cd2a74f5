"""What is judged: a text and pictures, as the author means to publish them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture as an encoded file (JPEG, PNG, WebP, …), exactly as it arrived.

    Attributes:
        data: the bytes of the file.
        preview_of: empty for a picture; for the thumbnail of something that is not judged itself, the kind
            of that thing ("video", "animation", …).
        second: of a frame, where in its video it stands; None for a picture.
    """

    data: bytes
    preview_of: str = ""
    second: float | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """One post: its text (or the caption) and its pictures in the author's order.

    Attributes:
        text: as the author wrote it; evidence offsets are Python string indices into it.
        pictures: none, one, or an album.
    """

    text: str = ""
    pictures: tuple[Picture, ...] = ()
