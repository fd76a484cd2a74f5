"""`python -m bot.sandbox --port 8081`: the sandbox alone."""

import argparse
import asyncio
import contextlib
import logging

from bot.sandbox.server import serve


def main() -> None:
    """Read the options and serve until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default="", help="accept only this token (default: any of the right form)")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(options.host, options.port, options.token))


if __name__ == "__main__":
    main()
