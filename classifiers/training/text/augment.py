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


def _starred(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    index = chance.randrange(len(words))
    word = words[index]
    if len(word) > 3:
        at = chance.randrange(1, len(word) - 1)
        words[index] = word[:at] + chance.choice("*#@.") + word[at + 1 :]
    return " ".join(words)


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
