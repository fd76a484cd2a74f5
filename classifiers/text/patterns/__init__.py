"""What must not be guessed: numbers with checksums, document marks, obscene words. One recogniser a file."""

from collections.abc import Iterator

from classifiers.text.patterns import addresses, bets, cards, iin, marks, phones, promo, swearing
from classifiers.text.patterns.match import Match, Recogniser

RECOGNISERS: tuple[Recogniser, ...] = (
    iin.find,
    cards.find,
    phones.find,
    addresses.find,
    marks.find,
    promo.find,
    bets.find,
    swearing.find,
)


def find_all(text: str) -> Iterator[Match]:
    """Every match of every recogniser in a normalised text."""
    for find in RECOGNISERS:
        yield from find(text)
