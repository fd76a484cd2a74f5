"""The worker with the models that the settings name."""

from bot.settings import Settings
from classifiers.judge import Judge
from classifiers.rules import RuleBook
from classifiers.worker import Worker

BATCH = 8


def load(settings: Settings) -> Judge:
    """Build the judge; slow, for the worker's thread."""
    from classifiers.loading import JudgeConfig, load_judge  # PyTorch: only where drafts are judged

    return load_judge(
        JudgeConfig(
            policy_dir=settings.policy_dir,
            text_model=settings.text_model,
            image_model=settings.image_model,
            threads=settings.model_threads,
        )
    )


def make_worker(settings: Settings) -> Worker:
    """A worker that is not started yet."""
    return Worker(lambda: load(settings), batch=BATCH)


def load_rulebook(settings: Settings) -> RuleBook:
    """The rule book alone; quick.

    Raises:
        PolicyError: the policy files are wrong.
    """
    return RuleBook.load(settings.policy_dir)
