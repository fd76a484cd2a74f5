"""Telegram's HTML: its tag set, its errors, and entities out of it."""

import re
from dataclasses import dataclass, field

from bot.sandbox.entities import utf16_length
from bot.sandbox.errors import BadRequestError
from bot.sandbox.models import Json

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "tg-emoji": "custom_emoji", "code": "code", "pre": "pre",
    "blockquote": "blockquote",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|(lt|gt|amp|quot));?")
_ATTRIBUTE = re.compile(r"""\s+([^\s=>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
_START = re.compile(r"<([^\s>/][^\s>]*)")


class ParseError(BadRequestError):
    """400 «can't parse entities: …»; offsets in it are bytes of UTF-8."""

    def __init__(self, detail: str) -> None:
        """`detail` says what is wrong and where."""
        super().__init__(f"can't parse entities: {detail}")


@dataclass
class _Open:
    tag: str
    start: int
    attributes: dict[str, str]


@dataclass
class _Parser:
    source: str
    position: int = 0
    text: str = ""
    units: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def run(self) -> tuple[str, list[Json]]:
        while self.position < len(self.source):
            self._step()
        if self.stack:
            raise ParseError(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        return self.text, sorted(self.entities, key=lambda item: (item["offset"], -item["length"]))

    def _step(self) -> None:
        if self.source[self.position] == "<":
            closing = self.source.startswith("</", self.position)
            (self._end_tag if closing else self._start_tag)()
        elif match := _REFERENCE.match(self.source, self.position):
            self._add(_decode(match))
            self.position = match.end()
        else:
            self._add(self.source[self.position])
            self.position += 1

    def _add(self, piece: str) -> None:
        self.text += piece
        self.units += utf16_length(piece)

    def _byte(self) -> int:
        return len(self.source[: self.position].encode())

    def _start_tag(self) -> None:
        match = _START.match(self.source, self.position)
        if self.source.find(">", self.position) < 0:
            raise ParseError(f"Unclosed start tag at byte offset {self._byte()}")
        name = match[1].lower() if match else ""
        if name not in TAGS:
            raise ParseError(f'Unsupported start tag "{name}" at byte offset {self._byte()}')
        end, attributes = self._attributes(match.end() if match else self.position)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise ParseError(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte()}')
        self.stack.append(_Open(name, self.units, attributes))
        self.position = end

    def _attributes(self, position: int) -> tuple[int, dict[str, str]]:
        found: dict[str, str] = {}
        while match := _ATTRIBUTE.match(self.source, position):
            value = next((group for group in match.groups()[1:] if group is not None), "")
            found[match[1].lower()] = _REFERENCE.sub(_decode, value)
            position = match.end()
        close = re.compile(r"\s*>").match(self.source, position)
        if close is None:
            raise ParseError(f"Unclosed start tag at byte offset {self._byte()}")
        return close.end(), found

    def _end_tag(self) -> None:
        if not self.stack:
            raise ParseError(f"Unexpected end tag at byte offset {self._byte()}")
        match = re.compile(r"</([^\s>]*)\s*>").match(self.source, self.position)
        if match is None:
            raise ParseError(f"Unclosed end tag at byte offset {self._byte()}")
        opened, name = self.stack[-1], match[1].lower()
        if name and name != opened.tag:
            raise ParseError(
                f"Unmatched end tag at byte offset {self._byte()}, "
                f'expected "</{opened.tag}>", found "</{name}>"'
            )
        self.stack.pop()
        self._close(opened)
        self.position = match.end()

    def _close(self, opened: _Open) -> None:
        made: Json = {"type": TAGS[opened.tag], "offset": opened.start, "length": self.units - opened.start}
        if opened.tag == "a":
            url = opened.attributes.get("href", "")
            if "." not in url and not url.startswith(("http://", "https://", "tg://", "mailto:")):
                return
            made["url"] = url
        elif opened.tag == "tg-emoji":
            made["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        elif opened.tag == "blockquote" and "expandable" in opened.attributes:
            made["type"] = "expandable_blockquote"
        elif opened.tag == "code" and self.stack and self.stack[-1].tag == "pre":
            self.stack[-1].attributes |= opened.attributes
            return
        elif opened.tag == "pre" and opened.attributes.get("class", "").startswith("language-"):
            made["language"] = opened.attributes["class"].removeprefix("language-")
        if made["length"]:
            self.entities.append(made)


def _decode(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    code = int(match[1]) if match[1] else int(match[2], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else match[0]


def parse_html(source: str) -> tuple[str, list[Json]]:
    """The plain text of Telegram's HTML and its entities.

    Raises:
        ParseError: with Telegram's wording, at the first thing that it would refuse.
    """
    return _Parser(source).run()
