"""The command line: `adep` and `python -m bot`, one subject a file."""

import typer

from bot.cli import audit, backup, check, database, rules, serve, training_lines

app = typer.Typer(
    name="adep",
    help="Adep checks civil servants' drafts against the ethics rules before they are published.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check")(check.check)
app.command("run")(serve.run)
app.command("sandbox")(serve.sandbox)
app.command("demo")(serve.demo)
app.command("rules")(rules.rules)
app.command("backup")(backup.backup)
app.command("training-lines")(training_lines.training_lines)
app.add_typer(database.app, name="db")
app.add_typer(audit.app, name="audit")


def main() -> None:
    """Run the command line."""
    app()
