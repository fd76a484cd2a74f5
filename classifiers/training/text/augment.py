"""The same words as other people type them: without Kazakh letters, in Latin, disguised, in a hurry."""

import random
from collections.abc import Callable

import regex

from classifiers.text.normalise import CYRILLIC_TO_LATIN

PLAIN_KAZAKH = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноуухиАГКНОУУХИ")
_RUSSIAN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "y", "ь": "",
    "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
_KAZAKH_SMS = _RUSSIAN | {
    "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i",
}  # fmt: skip
_KAZAKH_NEW = _RUSSIAN | {
    "ә": "ä", "ғ": "ğ", "қ": "q", "ң": "ñ", "ө": "ö", "ұ": "ū", "ү": "ü", "һ": "h", "і": "ı", "у": "u",
    "й": "i", "ш": "ş", "ж": "j", "ы": "y", "и": "i",
}  # fmt: skip


_DIGITS = {
    "о": "0",
    "О": "0",
    "з": "3",
    "З": "3",
    "ч": "4",
    "б": "6",
    "а": "@",
    "o": "0",
    "i": "1",
    "і": "1",
    "e": "3",
}
_UNSEEN = "\u200b\u200c\u200d\u2060\u00ad\u200e\u200f"
_EMOJI = regex.compile(r"\s?[\p{Emoji_Presentation}\p{Extended_Pictographic}]+\uFE0F?")
_ADDED = tuple("😀😅😂🤣😊😍🥰😎🤔🙃😴🥲😬🙈💪👍🙏👏🔥✨🎉❤💚💛🌿🌞🌧❄🎈📚📝📌✅🚀⚽🏆🐈🐑🌾🍎☕🍵🚌🏡🎶📸")


def other_emoji(text: str, chance: random.Random) -> str:
    """The text without its emoji, or with some that mean nothing: mood is no sign of a broken rule."""
    if _EMOJI.search(text):
        return _EMOJI.sub("", text) or text
    emoji = "".join(chance.choices(_ADDED, k=chance.choice([1, 1, 1, 2, 3])))
    return f"{emoji} {text}" if chance.random() < 0.2 else f"{text} {emoji}"


def disguised(text: str, language: str, chance: random.Random) -> str:
    """One random change of typing that does not change the meaning."""
    return chance.choice(_KAZAKH if language in {"kk", "mix"} else _ANY)(text, chance)


def latin(text: str, table: dict[str, str]) -> str:
    """Cyrillic to Latin by a table of lower-case letters; capitals keep their case."""
    return "".join(
        table.get(c, c) if c.islower() else table.get(c.lower(), c).capitalize() if c.lower() in table else c
        for c in text
    )


def _in_words(text: str, chance: random.Random, change: Callable[[str], str]) -> str:
    """`change` in one to three of the longer words."""
    words = text.split(" ")
    long = [index for index, word in enumerate(words) if len(word) > 3]
    for index in chance.sample(long, min(len(long), chance.choice([1, 1, 2, 3]))):
        words[index] = change(words[index])
    return " ".join(words)


def _starred(text: str, chance: random.Random) -> str:
    def star(word: str) -> str:
        at, sign = chance.randrange(1, len(word) - 1), chance.choice("***#@._-")
        count = chance.choice([1, 1, 1, 2]) if len(word) > 5 else 1
        return word[:at] + sign * count + word[at + count :]

    return _in_words(text, chance, star)


def _spaced(text: str, chance: random.Random) -> str:
    return _in_words(text, chance, lambda word: chance.choice([" ", ".", "-", "_"]).join(word))


def _digits(text: str, chance: random.Random) -> str:
    return "".join(_DIGITS.get(c, c) if chance.random() < 0.5 else c for c in text)


def _invisible(text: str, chance: random.Random) -> str:
    return "".join(c + chance.choice(_UNSEEN) if chance.random() < 0.1 else c for c in text)


def _drawn_out(text: str, chance: random.Random) -> str:
    def longer(word: str) -> str:
        at = chance.randrange(len(word))
        return word[:at] + word[at] * chance.randint(2, 4) + word[at + 1 :]

    return _in_words(text, chance, longer)


def _mistyped(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _ in range(max(1, len(letters) // 40)):
        at = chance.randrange(len(letters))
        letters[at] = chance.choice([letters[at] * 2, "", letters[at]])
    return "".join(letters) or text


def _lookalikes(text: str, chance: random.Random) -> str:
    return "".join(CYRILLIC_TO_LATIN.get(c, c) if chance.random() < 0.5 else c for c in text)


def _unpunctuated(text: str, _chance: random.Random) -> str:
    return "".join(c for c in text if c not in '.,!?;:—–-«»"()').lower()


_ANY: list[Callable[[str, random.Random], str]] = [
    _starred,
    _starred,
    _spaced,
    _digits,
    _invisible,
    _drawn_out,
    _mistyped,
    _lookalikes,
    _unpunctuated,
    lambda text, _: text.lower(),
    lambda text, _: latin(text, _RUSSIAN),
]
_KAZAKH: list[Callable[[str, random.Random], str]] = [
    *_ANY[:-1],
    lambda text, _: text.translate(PLAIN_KAZAKH),
    lambda text, _: text.translate(PLAIN_KAZAKH),
    lambda text, chance: latin(text, chance.choice([_KAZAKH_SMS, _KAZAKH_NEW])),
]
