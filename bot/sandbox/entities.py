"""Offsets in UTF-16 units, as Telegram counts them, and the entities that Telegram finds by itself."""

import re

from bot.sandbox.models import Json

_FOUND = [
    (
        "url",
        re.compile(r"(?:https?://|www\.)[^\s<>«»]+[^\s<>«».,!?;:)\]]|\b(?:t\.me|instagram\.com)/[\w./-]+\w"),
    ),
    ("email", re.compile(r"\b[\w.+-]+@[\w-]+\.[a-z]{2,}\b", re.IGNORECASE)),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z]\w{2,31}\b")),
    ("hashtag", re.compile(r"(?<![\w#&])#(?=\w*[^\W\d])\w{1,256}")),
    ("phone_number", re.compile(r"(?<![\w+])\+7[ (-]{0,2}\d{3}[ )-]{0,2}\d{3}[ -]?\d{2}[ -]?\d{2}\b")),
]
_STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote")


def utf16_length(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of the text which an entity covers."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def entity(kind: str, text: str, start: int, end: int) -> Json:
    """An entity over `text[start:end]`, counted in Python characters."""
    return {"type": kind, "offset": utf16_length(text[:start]), "length": utf16_length(text[start:end])}


def find_entities(text: str, given: list[Json]) -> list[Json]:
    """The given entities and those which Telegram finds itself: links, commands, mentions, hashtags."""
    entities = list(given)
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            found = entity(kind, text, match.start(), match.end())
            if not any(_clash(found, other) for other in entities):
                entities.append(found)
    return sorted(entities, key=lambda item: (item["offset"], -item["length"]))


def trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """The text without white space at its ends, and the entities moved and cut to fit."""
    stripped = text.strip()
    lead = utf16_length(text[: len(text) - len(text.lstrip())])
    size = utf16_length(stripped)
    fitted = []
    for item in entities:
        start = max(item["offset"] - lead, 0)
        end = min(item["offset"] - lead + item["length"], size)
        if start < end:
            fitted.append(item | {"offset": start, "length": end - start})
    return stripped, fitted


def _clash(found: Json, other: Json) -> bool:
    overlap = (
        found["offset"] < other["offset"] + other["length"]
        and other["offset"] < found["offset"] + found["length"]
    )
    return overlap and other["type"] not in _STYLES
