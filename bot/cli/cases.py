"""`adep cases`: what reviewers of groups and channels have decided, for the training of the models."""

import asyncio
import json
from typing import Annotated, Any

import typer

from bot.cli.common import clear_errors, use_utf8
from bot.settings import load_settings
from bot.store.cases import Case, false_alarms
from bot.store.database import Database
from bot.store.decisions import DecisionRow

app = typer.Typer(help="Messages of groups and channels that reviewers have decided.", no_args_is_help=True)


@app.callback()
def cases() -> None:
    """Messages of groups and channels that reviewers have decided."""


@app.command()
@clear_errors
def export(
    agency: Annotated[int | None, typer.Option("--agency", help="Only the chats of this agency.")] = None,
) -> None:
    """Print false alarms as training lines (JSONL): texts that break none of the rules.

    The lines hold people's messages: treat the file as confidential, and remove it after use. Texts whose
    retention has ended are not there any more, and pictures never were.
    """
    use_utf8()
    for line in asyncio.run(_lines(agency)):
        typer.echo(json.dumps(line, ensure_ascii=False))


async def _lines(agency: int | None) -> list[dict[str, Any]]:
    database = Database(load_settings().database_url)
    try:
        await database.open()
        async with database.reading() as session:
            found = await false_alarms(session, agency)
            return [_line(case, decision) for case, decision in found if (decision.text or "").strip()]
    finally:
        await database.close()


def _line(case: Case, decision: DecisionRow) -> dict[str, Any]:
    """A line as `classifiers.training` has it, with the rules that were false alarms."""
    return {
        "text": decision.text,
        "language": decision.language,
        "rules": [],
        "work": decision.encouraged,
        "note": "",
        "source": f"case:{case.id}",
        "spans": [],
        "split": "train",
        "overturned": sorted({reason["rule"] for reason in decision.reasons}),
    }
