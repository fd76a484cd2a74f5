"""`adep check`: judge one draft, or a file of them."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot import judging
from bot.cli.batch import check_batch
from bot.cli.common import SOME_FAILED, USAGE, clear_errors, fail, use_utf8
from bot.cli.pictures import PictureError, read_picture, unreadable
from bot.cli.report import print_verdict
from bot.pictures import why_unreadable
from bot.review import log_from_cli
from bot.settings import Language, Settings, load_settings
from bot.store.base import storable
from bot.store.database import Database
from classifiers.draft import Draft
from classifiers.verdict import Verdict


@clear_errors
def check(
    text: Annotated[str | None, typer.Argument(help='The draft; "-" reads it from standard input.')] = None,
    image: Annotated[
        list[Path] | None, typer.Option("--image", "-i", help="A picture of the draft; may be repeated.")
    ] = None,
    batch: Annotated[
        Path | None,
        typer.Option(
            "--batch",
            "-b",
            help='A JSONL file (or "-") with {"id", "text"?, "images"?} a line; one JSON line comes out for '
            "each, in order. Paths of images are relative to the file's folder or to the current one.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON; always so with --batch.")] = False,
    scores: Annotated[
        bool, typer.Option("--scores", help="Add the probability of every rule to the JSON.")
    ] = False,
    no_log: Annotated[bool, typer.Option("--no-log", help="Keep no record in the database.")] = False,
    language: Annotated[
        Language | None, typer.Option("--language", "-l", help="Language of the printed answer.")
    ] = None,
) -> None:
    """Judge a draft: approve or warn, with reasons.

    Exit status: 0 when everything was judged, 1 when something failed, 2 when the command was wrong.
    """
    if batch is not None and (text is not None or image):
        raise fail("--batch takes its drafts from the file: give no TEXT and no --image with it", USAGE)
    settings = load_settings()
    if batch is not None:
        failed = asyncio.run(check_batch(settings, batch, with_scores=scores, logged=not no_log))
        raise typer.Exit(SOME_FAILED if failed else 0)
    draft = _draft(text, image or [])
    verdict = asyncio.run(_judge(settings, draft, logged=not no_log))
    if broken := unreadable(verdict):
        raise fail(f"{(image or [])[broken[0]]}: {why_unreadable(draft, broken[0])}", SOME_FAILED)
    use_utf8()
    if as_json or scores:
        typer.echo(json.dumps(verdict.to_dict(with_scores=scores), ensure_ascii=False))
    else:
        print_verdict(
            verdict, judging.load_rulebook(settings), language=language or settings.default_language
        )


def _draft(text: str | None, images: list[Path]) -> Draft:
    words = sys.stdin.read() if text == "-" else text or ""
    if not words.strip() and not images:
        raise fail("nothing to judge: give TEXT, --image or --batch (see adep check --help)", USAGE)
    try:
        return Draft(storable(words), tuple(read_picture(path) for path in images))
    except PictureError as error:
        raise fail(str(error), SOME_FAILED) from None


async def _judge(settings: Settings, draft: Draft, *, logged: bool) -> Verdict:
    worker = judging.make_worker(settings)
    database = Database(settings.database_url)
    try:
        if logged:
            await database.open()
        await worker.start()
        verdict = await worker.judge(draft)
        if logged and not unreadable(verdict):
            await log_from_cli(database, [(draft, verdict)])
        return verdict
    finally:
        await worker.stop()
        await database.close()
