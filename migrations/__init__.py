"""Alembic migrations, shipped with the program so that `adep db upgrade` works where it is installed."""
