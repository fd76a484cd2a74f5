"""The documents are true: settings, commands, catalogues."""

import re
import string
from pathlib import Path

import click
import pytest
import typer
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.cli import app
from bot.handlers.help import COMMANDS, commands_for, help_text
from bot.settings import Settings
from bot.store.members import Membership, Role
from bot.texts import LANGUAGES, LOCALES, Texts

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
SETTINGS = sorted(f"ADEP_{name.upper()}" for name in Settings.model_fields)

needs_readme = pytest.mark.skipif(not README.exists(), reason="there is no README yet")


def catalogue(language: str) -> Catalog:
    with (LOCALES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else text


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def cli_commands() -> dict[str, click.Command]:
    root = typer.main.get_command(app)
    found: dict[str, click.Command] = {}

    def walk(command: click.Command, name: str) -> None:
        subcommands = getattr(command, "commands", {})
        for key, subcommand in subcommands.items():
            walk(subcommand, f"{name} {key}")
        if not subcommands:
            found[name] = command

    walk(root, "adep")
    return found


def test_every_setting_stands_in_the_example_with_a_sentence() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    named = {line.split("=")[0]: lines[n - 1] for n, line in enumerate(lines) if line.startswith("ADEP_")}
    assert sorted(named) == SETTINGS
    assert all(re.match(r"# [A-Z].*\.$", sentence) for sentence in named.values())


@needs_readme
@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_stands_in_the_readme(name: str) -> None:
    assert name in README.read_text(encoding="utf-8")


@needs_readme
@pytest.mark.parametrize("name", commands_for(Membership(1, 1, Role.OWNER)))
def test_every_command_of_the_bot_stands_in_the_readme(name: str) -> None:
    assert f"/{name}" in README.read_text(encoding="utf-8")


@needs_readme
@pytest.mark.parametrize("name", cli_commands())
def test_every_command_and_option_of_the_command_line_stands_in_the_readme(name: str) -> None:
    text = README.read_text(encoding="utf-8")
    assert name in text
    options = [o for p in cli_commands()[name].params for o in p.opts if o.startswith("--")]
    assert [option for option in options if option not in text] == []


@pytest.mark.parametrize("name", cli_commands())
def test_every_command_and_option_has_a_help_text(name: str) -> None:
    command = cli_commands()[name]
    assert command.help
    assert all(getattr(parameter, "help", None) for parameter in command.params)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_stands_in_the_help_of_each_language(language: str) -> None:
    commands = commands_for(Membership(1, 1, Role.OWNER))
    text = help_text(Texts(language), commands)
    assert len(set(commands)) == len(commands) > len(COMMANDS)
    assert all(f"/{command} — " in text for command in commands)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogues_have_the_same_keys_and_placeholders(language: str) -> None:
    russian = {m.id: m for m in catalogue("ru") if m.id}
    other = {m.id: m for m in catalogue(language) if m.id}
    assert set(other) == set(russian)
    for key, message in other.items():
        expected = {frozenset(placeholders(form)) for form in forms(russian[key].string)}
        found = {frozenset(placeholders(form)) for form in forms(message.string)}
        assert found == expected, key
        assert all(forms(message.string)), key


def test_every_key_that_the_code_names_is_in_the_catalogues_and_no_other() -> None:
    keys = {forms(message.id)[0] for message in catalogue("ru") if message.id}
    sources = [p for p in (ROOT / "bot").rglob("*.py") if "sandbox" not in p.parts]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    groups = "|".join({key.partition(".")[0] for key in keys})
    named = set(re.findall(rf'[\'"]((?:{groups})\.[a-z_]+)[\'"]', code))
    assert named - keys == set()
    prefixes = set(re.findall(rf'f[\'"]((?:{groups})\.)\{{', code))
    unused = {key for key in keys - named if not any(key.startswith(prefix) for prefix in prefixes)}
    assert unused == set()


def test_numbers_take_the_right_forms() -> None:
    russian = Texts("ru")
    ends = [russian.plural("privacy.kept", n).split()[3] for n in (1, 2, 5, 11, 21, 90)]
    assert ends == ["день", "дня", "дней", "дней", "день", "дней"]
    kazakh = Texts("kk")
    numbers = {n: kazakh.place(n) for n in (3, 11, 16, 19, 20, 23, 30, 40, 50, 70, 80, 90, 100, 106)}
    assert numbers == {
        3: "үшінші", 11: "11-ші", 16: "16-шы", 19: "19-шы", 20: "20-шы", 23: "23-ші", 30: "30-шы", 40: "40-шы",
        50: "50-ші", 70: "70-ші", 80: "80-ші", 90: "90-шы", 100: "100-ші", 106: "106-шы",
    }  # fmt: skip
