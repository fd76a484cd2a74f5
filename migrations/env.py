"""Runs migrations on the connection that `bot.store.migrate` opened."""

from alembic import context

import bot.store.tables  # noqa: F401  (fills the metadata)
from bot.store.base import Base


def run() -> None:
    """Run the migrations in the caller's transaction."""
    connection = context.config.attributes.get("connection")
    if connection is None:
        raise SystemExit("migrations are run by `adep db upgrade`")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        user_module_prefix=None,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
