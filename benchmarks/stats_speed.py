"""How fast /stats is on a large log: `python -m benchmarks.stats_speed [DECISIONS] [FILE]`.

Generates the log, times the figures of each scope and period and the picture, and compares with the same sums
counted from the decisions themselves.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.many_decisions import fill
from bot.store.base import utcnow
from bot.store.database import Database
from bot.store.rollup import day_of
from bot.store.statistics import Figures, Period, Scope, figures

SCOPES = (Scope("all"), Scope("agency", 1), Scope("chat", -1_000_001), Scope("me", 77))
DAYS = {"today": 0, "7d": 6, "30d": 29, "90d": 89, "all": None}
TIMES = 9

SLOW_WAY = """
SELECT json_extract(reason.value, '$.rule'), count(DISTINCT decisions.id)
FROM decisions, json_each(decisions.reasons) AS reason WHERE agency_id = 1 GROUP BY 1
"""


async def timed(call: Callable[[], Awaitable[Any]]) -> tuple[float, Any]:
    """The median time of a call in milliseconds, and what it gave."""
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        result = await call()
        times.append(1000 * (time.perf_counter() - began))
    return median(times), result


async def measure(path: Path) -> None:
    """Print the table."""
    database = Database(f"sqlite+aiosqlite:///{path}")
    today = day_of(utcnow())

    async def ask(scope: Scope, days: int | None) -> Figures:
        period = Period(None if days is None else today - timedelta(days=days), today)
        async with database.reading() as session:
            return await figures(session, scope, period)

    for scope in SCOPES:
        for name, days in DAYS.items():
            spent, found = await timed(lambda scope=scope, days=days: ask(scope, days))
            print(f"{scope.kind:7} {name:6} {spent:8.1f} ms  {found.decisions:>9} decisions")
    await draw(await ask(SCOPES[0], 89))
    await compare(database, await ask(SCOPES[1], None))
    await database.close()


async def draw(found: Figures) -> None:
    """Time the picture."""
    from bot.charts import draw_chart
    from bot.texts import Texts
    from classifiers.rules import RuleBook

    book, texts = RuleBook.load(), Texts("kk")
    draw_chart(found, book, texts)  # the first one loads the fonts

    async def once() -> bytes:
        return await asyncio.to_thread(draw_chart, found, book, texts)

    spent, data = await timed(once)
    print(f"picture of 90 days {spent:8.1f} ms  {len(data):>9} bytes")


async def compare(database: Database, found: Figures) -> None:
    """Count the rules of an agency from its decisions, as it would be without the roll-up."""
    async with database.engine.connect() as connection:
        began = time.perf_counter()
        rows = (await connection.exec_driver_sql(SLOW_WAY)).all()
        spent = 1000 * (time.perf_counter() - began)
    same = dict(map(tuple, rows)) == dict(found.rules)
    print(f"the same rules from the decisions {spent:8.1f} ms; equal sums: {same}")
    assert same


async def main(count: int, path: Path, *, exists: bool) -> None:
    """Generate where the file does not exist yet, and measure."""
    if not exists:
        database = Database(f"sqlite+aiosqlite:///{path}")
        await database.open()
        await database.close()
        began = time.perf_counter()
        fill(path, count)
        print(f"{count} decisions written in {time.perf_counter() - began:.0f} s")
    await measure(path)


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(folder) / "log.sqlite3"
        asyncio.run(main(number, file, exists=file.exists()))
