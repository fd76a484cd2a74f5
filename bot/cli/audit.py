"""`adep audit`: is the event log whole, and do the tables still say what it says?"""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import SOME_FAILED, USAGE, clear_errors, fail, use_utf8
from bot.settings import load_settings
from bot.store.database import Database
from bot.store.verify import Report
from bot.store.verify import verify as verify_events

app = typer.Typer(help="Verify the event log.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """Verify the event log."""


@app.command()
@clear_errors
def verify(
    file: Annotated[
        Path | None, typer.Option("--file", help="Verify this SQLite file, such as a backup.")
    ] = None,
    anchor: Annotated[
        list[str] | None,
        typer.Option(
            "--anchor",
            help="A head noted earlier outside the database, NUMBER:HASH; may be repeated.",
        ),
    ] = None,
) -> None:
    """Find every event, decision, case or member that was changed, removed or inserted past the bot.

    Exit status: 0 when the log is whole, 1 when something was found, each thing on a line of its own.
    Somebody who may write the file and computes the whole chain anew is found only by an anchor: note the
    head that this command prints somewhere else from time to time, and give it with --anchor.
    """
    if file is not None and not file.is_file():
        raise fail(f"{file}: there is no such file", USAGE)
    url = f"sqlite+aiosqlite:///{file}" if file is not None else load_settings().database_url
    report = asyncio.run(_verify(url, _anchors(anchor or [])))
    use_utf8()
    for finding in report.findings:
        typer.echo(finding)
    number, digest = report.head
    state = "intact" if report.intact else f"{len(report.findings)} findings"
    typer.echo(f"{state}: {report.events} events, head {number}:{digest}")
    if not report.intact:
        raise typer.Exit(SOME_FAILED)


async def _verify(url: str, anchors: dict[int, str]) -> Report:
    database = Database(url)
    try:
        await database.open()
        async with database.reading() as session:
            return await verify_events(session, anchors)
    finally:
        await database.close()


def _anchors(given: list[str]) -> dict[int, str]:
    anchors = {}
    for anchor in given:
        number, _, digest = anchor.partition(":")
        if not number.isdigit() or not digest:
            raise fail(f"--anchor {anchor}: must look like NUMBER:HASH", USAGE)
        anchors[int(number)] = digest.lower()
    return anchors
