"""Where a text can be cut: sentences, clauses, and windows of neighbouring sentences. Offsets everywhere."""

import itertools
from collections.abc import Sequence

import regex

Span = tuple[int, int]

SHORTEST = 15

_ABBREVIATIONS = frozenset(
    """г гг ул ст им т д п пр стр кв обл р тг тыс млн млрд руб см ред св др проф акад зам нач тел моб доб
    мкр просп корп напр т.е и.о ж б қ ғ ш мың теңге көш""".split()  # noqa: SIM905
)
_END = regex.compile(
    r"(?P<mark>[.!?…]+[)\]»”\"']*)(?=\s)|(?P<line>\n+)|(?<=[\p{Emoji_Presentation}])(?=\s+\p{Lu})"
)
_LAST_WORD = regex.compile(r"([\p{L}.]+)\.$")
_CLAUSE_END = regex.compile(r"[,;:–—]\s+|\s-\s|\s\(|\)\s|\n+|(?<=[.!?…])\s+")


def sentences(text: str) -> list[Span]:
    """Spans of the sentences, trimmed; very short ones are joined to a neighbour of their line."""
    spans, start = [], 0
    for match in _END.finditer(text):
        if match["mark"] and _goes_on(text[start : match.end()], text[match.end() :]):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    return _join_short(text, [trimmed for span in spans if (trimmed := _trim(text, span))])


def clauses(text: str, span: Span) -> list[Span]:
    """Spans of the clauses inside `span`, without outer whitespace."""
    start, end = span
    cuts = [start, *(m.end() for m in _CLAUSE_END.finditer(text, start, end)), end]
    return [part for pair in itertools.pairwise(cuts) if (part := _trim(text, pair))]


def windows(spans: Sequence[Span], lengths: Sequence[int], limit: int) -> list[tuple[int, int]]:
    """Consecutive spans grouped so that no group is longer than `limit`, unless it is a single span.

    Args:
        spans: sentences in order.
        lengths: the length of each in tokens.
        limit: most tokens of a group.

    Returns:
        Index ranges [first, last) into `spans`, covering them without overlap.
    """
    groups, first, total = [], 0, 0
    for index, length in enumerate(lengths):
        if index > first and total + length > limit:
            groups.append((first, index))
            first, total = index, 0
        total += length
    return [*groups, (first, len(spans))] if spans else []


def _goes_on(head: str, tail: str) -> bool:
    """Whether a full stop only ends an abbreviation, an initial or a number in a list."""
    following = tail.lstrip()
    if following[:1].islower():
        return head.endswith((".", "…"))
    word = _LAST_WORD.search(head.rstrip())
    if word is None or tail[:1] == "\n":
        return False
    return word[1].lower() in _ABBREVIATIONS or (len(word[1]) == 1 and word[1].isupper())


def _join_short(text: str, spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and "\n" not in text[joined[-1][1] : start]:
            before = joined[-1]
            if min(end - start, before[1] - before[0]) < SHORTEST:
                joined[-1] = (before[0], end)
                continue
        joined.append((start, end))
    return joined


def _trim(text: str, span: Span) -> Span | None:
    piece = text[slice(*span)]
    if not piece.strip():
        return None
    start = span[0] + len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
