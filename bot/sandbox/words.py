"""The words of people: lengths, formatting, and the entities that Telegram finds by itself."""

from bot.sandbox.client import NotPossibleError
from bot.sandbox.entities import find_entities, utf16_length
from bot.sandbox.html_entities import parse_html
from bot.sandbox.models import Json

LIMITS = {"text": 4096, "caption": 1024}
_LENGTH = "a text has 1 to 4096 characters, a caption 1 to 1024"
_ENTITY = "an entity ends after the text"


def worded(kind: str, text: str, entities: list[Json] | None = None, *, html: bool = False) -> Json:
    """Content with a `text` or a `caption` and its entities.

    Raises:
        NotPossibleError: too long, empty, or an entity beyond the end.
    """
    if html:
        text, entities = parse_html(text)
    if not text.strip() or len(text) > LIMITS[kind]:
        raise NotPossibleError(_LENGTH)
    if any(item["offset"] + item["length"] > utf16_length(text) for item in entities or []):
        raise NotPossibleError(_ENTITY)
    found = find_entities(text, entities or [])
    name = "entities" if kind == "text" else "caption_entities"
    return {kind: text} | ({name: found} if found else {})


def captioned(caption: str, options: Json) -> Json:
    """Content with a caption, or nothing; `entities` and `html` are taken out of the options."""
    entities, html = options.pop("entities", None), options.pop("html", False)
    return worded("caption", caption, entities, html=html) if caption else {}
