"""`adep rules`: the rule book as a table."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.common import clear_errors
from bot.judging import load_rulebook
from bot.settings import Language, load_settings
from classifiers.rules import Rule


@clear_errors
def rules(
    language: Annotated[
        Language | None, typer.Option("--language", "-l", help="Language of the table; default: the setting.")
    ] = None,
) -> None:
    """Show the rules: what each covers, its norm and its thresholds."""
    settings = load_settings()
    book = load_rulebook(settings)
    table = Table(
        "code", "title", "norm", "source", "strength", "threshold", show_lines=True, caption_justify="left"
    )
    for rule in book:
        table.add_row(*_cells(rule, language or settings.default_language))
    table.caption = f"{len(book)} rules, version {book.version}, norms checked since {book.checked}"
    Console().print(table)


def _cells(rule: Rule, language: str) -> list[str]:
    thresholds = "\n".join(f"{modality} {value:g}" for modality, value in rule.threshold.items())
    norm = rule.norm
    return [
        rule.code,
        rule.title.in_language(language),
        norm.text.in_language(language),
        norm.source.in_language(language),
        f"{norm.strength} ({norm.checked})",
        thresholds,
    ]
