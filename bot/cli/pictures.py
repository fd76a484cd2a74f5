"""Pictures named on the command line and in batches."""

from pathlib import Path

from classifiers.draft import Picture
from classifiers.verdict import Verdict

MOST_BYTES = 25 * 1024 * 1024  # as `classifiers.image.decode`; here so that nothing larger is read at all


class PictureError(ValueError):
    """A picture's file cannot be used; the message names it."""


def read_picture(path: Path) -> Picture:
    """Read a picture's file.

    Raises:
        PictureError: there is no such file, it cannot be read, is empty or too large.
    """
    try:
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            raise PictureError(f"{path}: larger than {MOST_BYTES // 1024 // 1024} MB")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, PictureError):
            raise
        reason = getattr(error, "strerror", None) or "not a path"
        raise PictureError(f"{path}: {reason}") from None
    if not data:
        raise PictureError(f"{path}: the file is empty")
    return Picture(data)


def find_picture(name: str, folder: Path) -> Path:
    """The path as written, relative to the folder of the batch, else to the current one."""
    beside = folder / name
    return beside if beside.exists() else Path(name)


def unreadable(verdict: Verdict) -> list[int]:
    """Indices of the draft's pictures that no detector could read."""
    names = [part.partition(":") for part in verdict.not_evaluated]
    return sorted(int(index) for kind, _, index in names if kind == "image" and index.isdigit())
