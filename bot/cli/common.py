"""What the commands share: exit statuses, one clear line for an error, text from the outside made safe."""

import functools
import io
import os
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import typer

from bot.settings import SettingsError
from bot.store.migrate import SchemaError
from classifiers.errors import ModelError
from classifiers.rules import PolicyError

P = ParamSpec("P")
R = TypeVar("R")

SOME_FAILED = 1
USAGE = 2


def clear_errors(command: Callable[P, R]) -> Callable[P, R]:
    """Turn the errors that people can mend into one line on stderr and an exit status."""

    @functools.wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except (SettingsError, PolicyError) as error:
            raise fail(str(error), USAGE) from None
        except (SchemaError, ModelError) as error:
            raise fail(str(error), SOME_FAILED) from None
        except KeyboardInterrupt:
            raise typer.Exit(130) from None
        except BrokenPipeError:  # the reader of our output went away (`| head`)
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(SOME_FAILED) from None

    return wrapper


def fail(message: str, status: int) -> typer.Exit:
    """Print one line on stderr; the result is to be raised."""
    typer.echo(f"adep: {' '.join(message.split())}", err=True)
    return typer.Exit(status)


def use_utf8() -> None:
    """Write UTF-8 whatever the terminal says; a lone surrogate becomes its escape, which is valid JSON."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
