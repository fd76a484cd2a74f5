"""`adep run`, `adep sandbox` and `adep demo`: what stays running."""

import asyncio
from typing import Annotated

import typer

from bot.cli.common import clear_errors
from bot.logs import configure_logs
from bot.settings import load_settings

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)]


@clear_errors
def run() -> None:
    """Run the bot: long polling, or a webhook where ADEP_WEBHOOK_URL is set."""
    from bot.app import serve

    settings = load_settings()
    configure_logs(settings.log_level, settings.log_format, secrets=(settings.token(),))
    asyncio.run(serve(settings))


@clear_errors
def sandbox(
    host: Host = "127.0.0.1",
    port: Port = 8081,
    token: Annotated[
        str, typer.Option(help="Accept only this token; by default any of the right form.")
    ] = "",
) -> None:
    """Run the sandbox alone: a local Bot API server with a chat page."""
    from bot.sandbox.server import serve

    configure_logs("INFO", "text", secrets=(token,))
    asyncio.run(serve(host, port, token))


@clear_errors
def demo(host: Host = "127.0.0.1", port: Port = 8081) -> None:
    """Run the sandbox and the bot together and print the address of the chat page."""
    from bot.demo import serve_demo

    settings = load_settings()
    configure_logs(settings.log_level, settings.log_format)
    asyncio.run(serve_demo(settings, host, port))
