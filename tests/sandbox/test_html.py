"""Telegram's HTML becomes entities in UTF-16, or is refused in Telegram's words."""

import pytest

from bot.sandbox.entities import find_entities, trim, utf16_slice
from bot.sandbox.html_entities import ParseError, parse_html


@pytest.mark.parametrize(
    ("source", "text", "kinds"),
    [
        ("<b>жирный</b> и <i>курсив</i>", "жирный и курсив", ["bold", "italic"]),
        (
            "<strong>a</strong><em>b</em><u>c</u><ins>d</ins>",
            "abcd",
            ["bold", "italic", "underline", "underline"],
        ),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", ["strikethrough"] * 3),
        ('<span class="tg-spoiler">тайна</span>', "тайна", ["spoiler"]),
        ("<tg-spoiler>тайна</tg-spoiler>", "тайна", ["spoiler"]),
        ('<a href="https://adilet.zan.kz/?a=1&amp;b=2">закон</a>', "закон", ["text_link"]),
        ("<blockquote>цитата</blockquote>", "цитата", ["blockquote"]),
        ("<blockquote expandable>цитата</blockquote>", "цитата", ["expandable_blockquote"]),
        ("<code>x</code>", "x", ["code"]),
        ('<pre><code class="language-python">x</code></pre>', "x", ["pre"]),
        ("&lt;b&gt; &amp; &quot;&#1040;&#x410;", '<b> & "АА', []),
        ("a &nbsp; b", "a &nbsp; b", []),
        ("5 > 3", "5 > 3", []),
        ("<b></b>пусто", "пусто", []),
    ],
)
def test_html_is_read(source: str, text: str, kinds: list[str]) -> None:
    found, entities = parse_html(source)
    assert found == text
    assert [item["type"] for item in entities] == kinds


def test_offsets_are_utf16() -> None:
    text, [entity] = parse_html("😀😀<b>да</b>")
    assert (entity["offset"], entity["length"]) == (4, 2)
    assert utf16_slice(text, 4, 2) == "да"


def test_link_keeps_its_address() -> None:
    _, [entity] = parse_html('<a href="https://a.kz/?a=1&amp;b=2">x</a>')
    assert entity["url"] == "https://a.kz/?a=1&b=2"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("да <x>нет</x>", 'Unsupported start tag "x" at byte offset 5'),
        ("<b>нет", 'Can\'t find end tag corresponding to start tag "b"'),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a < b", "Unclosed start tag at byte offset 2"),
        ("a < b > c", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
    ],
)
def test_broken_html_is_refused(source: str, reason: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_html(source)
    assert caught.value.description == f"Bad Request: can't parse entities: {reason}"


def test_telegram_finds_links_commands_and_tags_itself() -> None:
    text = "/start@adep_bot, см. https://gov.kz/a?b=1. и @akimat #новости a@b.kz +7 701 000 00 00"
    kinds = [
        (item["type"], utf16_slice(text, item["offset"], item["length"])) for item in find_entities(text, [])
    ]
    assert kinds == [
        ("bot_command", "/start@adep_bot"),
        ("url", "https://gov.kz/a?b=1"),
        ("mention", "@akimat"),
        ("hashtag", "#новости"),
        ("email", "a@b.kz"),
        ("phone_number", "+7 701 000 00 00"),
    ]


def test_white_space_at_the_ends_goes_and_entities_follow() -> None:
    text, entities = trim("  да  ", [{"type": "bold", "offset": 0, "length": 6}])
    assert (text, entities) == ("да", [{"type": "bold", "offset": 0, "length": 2}])
