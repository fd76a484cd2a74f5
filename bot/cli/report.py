"""A verdict for people at a terminal."""

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from bot.texts import Texts
from classifiers.rules import RuleBook
from classifiers.verdict import Decision, ImageRegion, Reason, TextSpan, Verdict


def print_verdict(verdict: Verdict, book: RuleBook, *, language: str) -> None:
    """Print the verdict with its reasons."""
    console, texts = Console(highlight=False), Texts(language)
    warned = verdict.decision is Decision.WARN
    console.print(f"[bold {'yellow' if warned else 'green'}]{escape(_headline(verdict, texts))}[/]")
    for reason in verdict.reasons:
        _print_reason(console, reason, book, texts)
    if verdict.encouraged:
        console.print(escape(texts("answer.encouraged")))
    for part in verdict.not_evaluated:
        console.print(f"[dim]{escape(texts.not_evaluated(part))}[/]")


def _headline(verdict: Verdict, texts: Texts) -> str:
    if verdict.decision is Decision.WARN:
        return texts("answer.warn")
    if not verdict.not_evaluated:
        return texts("answer.approve")
    return texts("answer.approve_partly" if any(verdict.scores.values()) else "answer.nothing_evaluated")


def _print_reason(console: Console, reason: Reason, book: RuleBook, texts: Texts) -> None:
    rule = book[reason.rule]
    norm, language = rule.norm, texts.language
    console.print(f"• [bold]{escape(rule.title.in_language(language))}[/] ({reason.score:.2f})")
    lines = [", ".join(_place(item, texts) for item in reason.evidence)]
    lines.append(f"{norm.text.in_language(language)} ({norm.source.in_language(language)})")
    lines.append(f"→ {rule.advice.in_language(language)}")
    for line in lines:
        console.print(Padding(escape(line), (0, 0, 0, 2)))


def _place(item: TextSpan | ImageRegion, texts: Texts) -> str:
    if isinstance(item, TextSpan):
        return f"«{item.quote}»"
    place = texts("answer.photo_number", number=item.image + 1)
    return f"{place} «{item.quote}»" if item.quote else place
