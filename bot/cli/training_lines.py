"""`adep training-lines`: what people found to be a false alarm, for the training of the models."""

import asyncio
import json
from typing import Annotated, Any

import typer

from bot.cli.common import clear_errors, use_utf8
from bot.settings import load_settings
from bot.store.appeals import overturned
from bot.store.cases import false_alarms
from bot.store.database import Database
from bot.store.decisions import DecisionRow


@clear_errors
def training_lines(
    agency: Annotated[int | None, typer.Option("--agency", help="Only what this agency decided.")] = None,
) -> None:
    """Print false alarms as training lines (JSONL): texts that break none of the rules.

    They are the cases that commissioners overturned and the messages of groups and channels that reviewers
    called a false alarm. The lines hold drafts and messages: treat the file as confidential, and remove it
    after use. Texts whose retention has ended are not there any more, and pictures never were.
    """
    use_utf8()
    for line in asyncio.run(_lines(agency)):
        typer.echo(json.dumps(line, ensure_ascii=False))


async def _lines(agency: int | None) -> list[dict[str, Any]]:
    database = Database(load_settings().database_url)
    try:
        await database.open()
        async with database.reading() as session:
            appeals = [
                (row, f"appeal:{found.id}", found.comment or "")
                for found, row in await overturned(session, agency)
            ]
            cases = [(row, f"case:{found.id}", "") for found, row in await false_alarms(session, agency)]
            return [_line(row, *rest) for row, *rest in (*appeals, *cases) if (row.text or "").strip()]
    finally:
        await database.close()


def _line(decision: DecisionRow, source: str, note: str) -> dict[str, Any]:
    """A line as `classifiers.training` has it, with the rules that were overturned."""
    return {
        "text": decision.text,
        "language": decision.language,
        "rules": [],
        "work": decision.encouraged,
        "note": note,
        "source": source,
        "spans": [],
        "split": "train",
        "overturned": sorted({reason["rule"] for reason in decision.reasons}),
    }
