"""Errors of judging that a caller may meet."""


class ModelError(RuntimeError):
    """A model that was asked for by name cannot be loaded; the message is one clear line."""
