"""The bot's words in Russian, Kazakh and English, from the gettext catalogues in `locales/`."""

import gettext
import html
import io
from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("ru", "kk", "en")
LOCALES = Path(__file__).parent / "locales"

# The last word of the number decides: алты, тоғыз, он, жиырма, отыз, қырық, алпыс, тоқсан take -шы.
_KAZAKH_BACK_UNITS = (6, 9)
_KAZAKH_BACK_TENS = (10, 20, 30, 40, 60, 90)


@lru_cache
def catalogue(language: str) -> gettext.GNUTranslations:
    """The catalogue of a language, compiled in memory: an installation needs no build step."""
    with (LOCALES / f"{language}.po").open("rb") as file:
        messages = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class Texts:
    """The words in one language: `texts("answer.approve")`."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "ru"
        self._catalogue = catalogue(self.language)

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of `key` with the values filled in, which are escaped for HTML."""
        return self._filled(self._catalogue.gettext(key), values)

    def plural(self, key: str, number: int, /, **values: object) -> str:
        """The text of `key` in the form that fits `number`, which it may use as {number}."""
        return self._filled(self._catalogue.ngettext(key, key, number), {"number": number, **values})

    def has(self, key: str) -> bool:
        """Whether there is a text with this key."""
        return self._catalogue.gettext(key) != key

    def not_evaluated(self, part: str, *, single: bool = False) -> str:
        """A sentence that says what was not judged; `single`: the draft has one picture, no number needed."""
        kind, _, index = part.partition(":")
        numbered = f"not_evaluated.{kind}_number"
        if index.isdigit() and not single and self.has(numbered):
            return self(numbered, number=int(index) + 1)
        key = f"not_evaluated.{kind}"
        return self(key) if self.has(key) else self("not_evaluated.other", part=kind)

    def place(self, number: int) -> str:
        """An ordinal number: "third"; in figures from 11 on."""
        key = f"place.{number}"
        if self.has(key):
            return self(key)
        last = number % 10 or number % 100
        back = last in _KAZAKH_BACK_UNITS or (number % 10 == 0 and last in _KAZAKH_BACK_TENS)
        return self("place.back" if back else "place.number", number=number)

    def _filled(self, text: str, values: dict[str, object]) -> str:
        return text.format(**{name: html.escape(str(value), quote=False) for name, value in values.items()})


def language_of(code: str | None, default: str) -> str:
    """The bot's language for a Telegram language code such as "kk" or "ru-RU"."""
    short = (code or "").lower().partition("-")[0]
    return short if short in LANGUAGES else default
