"""The rule book: complete, in three languages, citing only what may be cited; broken files are refused."""

import shutil
from pathlib import Path

import pytest
import regex

from classifiers.rules import POLICY_DIR, PolicyError, Rule, RuleBook

BOOK = RuleBook.load()
CODES = {
    "provocation", "undermines_trust", "entertainment_venue", "luxury_car", "luxury_property", "restaurant_feast",
    "immoral_conduct", "indecent_appearance", "prohibited_substances", "religious_display", "alcohol_tobacco",
    "profanity_insult", "personal_data", "restricted_information", "advertising", "campaigning", "gambling",
    "weapons",
}  # fmt: skip


def test_the_eighteen_rules_are_there() -> None:
    assert set(BOOK.rules) == CODES


@pytest.mark.parametrize("rule", BOOK, ids=lambda rule: rule.code)
def test_kazakh_is_written_in_kazakh(rule: Rule) -> None:
    for text in (rule.title.kk, rule.advice.kk, rule.norm.text.kk):
        assert regex.search("[әғқңөұүһі]", text.lower()), text
        assert not regex.search("[ёэъщ]", text.lower()), text


@pytest.mark.parametrize("rule", BOOK, ids=lambda rule: rule.code)
def test_no_rule_promises_a_deadline_or_names_a_foreign_code(rule: Rule) -> None:
    said = " ".join(
        getattr(part, lang)
        for part in (rule.advice, rule.norm.text, rule.norm.source)
        for lang in ("ru", "kk", "en")
    )
    assert not regex.search(r"Сургут|Югр|Белгород|в течение \d+ (?:рабочих )?дн", said)


@pytest.mark.parametrize("rule", BOOK, ids=lambda rule: rule.code)
def test_every_rule_brings_examples_in_both_languages(rule: Rule) -> None:
    for lines in (rule.examples.warn, rule.examples.approve):
        assert len(lines.ru) >= 5
        assert len(lines.kk) >= 5


def test_version_changes_with_any_byte(tmp_path: Path) -> None:
    shutil.copytree(POLICY_DIR, tmp_path / "policy")
    assert RuleBook.load(tmp_path / "policy").version == BOOK.version
    with (tmp_path / "policy" / "weapons.yaml").open("a") as file:
        file.write("\n")
    assert RuleBook.load(tmp_path / "policy").version != BOOK.version


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("code: weapons", "code: weapon"), "does not match the file's name"),
        (lambda text: text.replace("modalities: [text, image]", "modalities: [text]"), "modalities"),
        (lambda text: text.replace("  kk:", "  kz:", 1), "title"),
        (lambda text: text + "\nfoo: 1\n", "foo"),
        (lambda text: "[", "weapons.yaml"),
    ],
)
def test_broken_policy_file_is_refused_by_name(tmp_path: Path, change: object, message: str) -> None:
    text = (POLICY_DIR / "weapons.yaml").read_text(encoding="utf-8")
    (tmp_path / "weapons.yaml").write_text(change(text), encoding="utf-8")  # type: ignore[operator]
    with pytest.raises(PolicyError, match=message):
        RuleBook.load(tmp_path)


def test_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="no policy files"):
        RuleBook.load(tmp_path)
