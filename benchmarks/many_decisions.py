"""A log of many decisions, made up: a year of five agencies, two thousand people and twenty watched chats."""

import json
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.store.rollup import answer_of, day_of, measures_of, scopes_of

RULES = (
    "alcohol_tobacco", "luxury_car", "undermines_trust", "profanity_insult", "restaurant_feast",
    "advertising", "religious_display", "personal_data", "gambling", "weapons", "campaigning", "provocation",
)  # fmt: skip
KINDS = ("text", "text", "text", "photo", "photo", "album", "poll")
COLUMNS = (
    "created_at", "source", "chat_id", "user_id", "kind", "language", "text_sha256", "picture_hashes",
    "verdict", "reasons", "encouraged", "not_evaluated", "scores", "models", "rulebook_version", "elapsed_ms",
    "answer_extra_ids", "answered_at", "received_at", "agency_id",
)  # fmt: skip
_AT_ONCE = 20_000


def fill(path: Path, count: int, *, days: int = 365, seed: int = 7) -> None:
    """Add `count` decisions of the last `days` days, with their sums, to a migrated SQLite file."""
    chance = random.Random(seed)
    end = datetime.now(UTC).replace(microsecond=0)
    counts: Counter[tuple[Any, ...]] = Counter()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    marks = ", ".join("?" * len(COLUMNS))
    insert = f"INSERT INTO decisions ({', '.join(COLUMNS)}) VALUES ({marks})"  # noqa: S608 - own names
    rows = []
    for decision in _decisions(chance, count, end, days):
        rows.append(_stored(decision))
        _count(counts, decision)
        if len(rows) == _AT_ONCE:
            connection.executemany(insert, rows)
            rows = []
    connection.executemany(insert, rows)
    sums = [(*key, str(day), n) for (*key, day), n in counts.items()]
    connection.executemany("INSERT INTO daily_counts VALUES (?, ?, ?, ?, ?, ?)", sums)
    connection.commit()
    connection.close()


def _decisions(chance: random.Random, count: int, end: datetime, days: int) -> Iterator[SimpleNamespace]:
    moments = sorted(chance.uniform(0, days * 86_400) for _ in range(count))
    for seconds in moments:
        yield _decision(chance, end - timedelta(days=days) + timedelta(seconds=seconds))


def _decision(chance: random.Random, moment: datetime) -> SimpleNamespace:
    private = chance.random() < 0.6
    user = chance.randrange(1, 2001)
    warned = chance.random() < 0.2
    rules = chance.sample(RULES, chance.choice((1, 1, 1, 2))) if warned else []
    waited = timedelta(milliseconds=chance.lognormvariate(6.5, 0.8))
    return SimpleNamespace(
        created_at=moment,
        source="private" if private else chance.choice(("group", "channel")),
        chat_id=user if private else -1_000_000 - user % 20,
        user_id=user,
        kind=chance.choice(KINDS),
        language=chance.choice(("ru", "kk")),
        verdict="warn" if warned else "approve",
        reasons=[_reason(rule, chance.uniform(0.5, 1)) for rule in rules],
        not_evaluated=["image_text"] if chance.random() < 0.03 else [],
        scores={"text": {rule: round(chance.random() / 2, 4) for rule in RULES}},
        received_at=moment - timedelta(milliseconds=300) if private else None,
        answered_at=moment - timedelta(milliseconds=300) + waited if private else None,
        agency_id=1 + user % 5,
    )


def _reason(rule: str, score: float) -> dict[str, Any]:
    evidence = [{"start": 0, "end": 5}]
    return {"rule": rule, "score": round(score, 4), "threshold": 0.5, "where": "text", "evidence": evidence}


def _stored(decision: SimpleNamespace) -> tuple[Any, ...]:
    fixed = {
        "text_sha256": "0" * 64, "picture_hashes": [], "encouraged": 0, "models": {"text": "made up"},
        "rulebook_version": "made up", "elapsed_ms": 120.0, "answer_extra_ids": [],
    }  # fmt: skip
    values = vars(decision) | fixed
    return tuple(_plain(values[column]) for column in COLUMNS)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return json.dumps(value) if isinstance(value, list | dict) else value


def _count(counts: Counter[tuple[Any, ...]], decision: SimpleNamespace) -> None:
    day = day_of(decision.created_at)
    for scope in scopes_of(decision):
        counts.update((*scope, *measure, day) for measure in measures_of(decision))
        counts.update((*scope, *measure, day) for measure in answer_of(decision))
