"""The figures against SQL that knows nothing of the roll-up, and the way the database finds them."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.many_decisions import fill
from bot.store import migrate
from bot.store.appeals import Appeal
from bot.store.base import utcnow
from bot.store.database import Database
from bot.store.decisions import Origin, add_decision
from bot.store.disputes import disputes
from bot.store.members import Membership, Role
from bot.store.outbox import OwedAnswer, Sent, settle
from bot.store.rollup import bucket_of, bucket_start, day_of
from bot.store.search import NEWEST_FIRST, Filter, search
from bot.store.sensitivities import tried
from bot.store.statistics import Period, Scope, figures, own_decisions, sums_of, verdicts_by_day
from classifiers.rules import RuleBook
from classifiers.verdict import Decision, Reason, TextSpan, Verdict, Where
from tests.bot.running import rows

TODAY = day_of(utcnow())
MONTH = Period(TODAY - timedelta(days=29), TODAY)
EVER = Period(None, TODAY)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/adep.sqlite3")
    await database.open()
    yield database
    await database.close()


def counted(query: str) -> dict[str, int]:
    return {str(row["name"]): row["count"] for row in rows(query)}


@pytest.mark.parametrize("period", [MONTH, EVER])
@pytest.mark.parametrize(
    ("scope", "condition"),
    [
        (Scope("all"), "1"),
        (Scope("agency", 2), "agency_id = 2"),
        (Scope("chat", -1_000_003), "chat_id = -1000003"),
        (Scope("me", 77), "user_id = 77 AND source = 'private'"),
    ],
)
async def test_the_figures_are_those_of_the_log(
    database: Database, tmp_path: Path, scope: Scope, condition: str, period: Period
) -> None:
    fill(tmp_path / "adep.sqlite3", 1200, days=60, seed=3)
    first = period.first or date(2000, 1, 1)
    where = f"{condition} AND date(created_at, '+5 hours') BETWEEN '{first}' AND '{period.last}'"
    async with database.reading() as session:
        found = await figures(session, scope, period)
    for column, counter in (
        ("verdict", found.verdicts),
        ("language", found.languages),
        ("kind", found.kinds),
    ):
        query = f"SELECT {column} AS name, count(*) AS count FROM decisions WHERE {where} GROUP BY 1"
        assert dict(counter) == counted(query)
    assert dict(found.rules) == counted(
        "SELECT json_extract(reason.value, '$.rule') AS name, count(DISTINCT decisions.id) AS count "
        f"FROM decisions, json_each(reasons) AS reason WHERE {where} GROUP BY 1"
    )
    by_day = counted(
        f"SELECT date(created_at, '+5 hours') AS name, count(*) AS count FROM decisions WHERE {where} GROUP BY 1"
    )
    assert {str(day): verdicts.total() for day, verdicts in found.days.items()} == by_day
    (partly,) = rows(f"SELECT count(*) AS n FROM decisions WHERE {where} AND not_evaluated != '[]'")
    assert found.unevaluated.total() == partly["n"]


async def test_percentiles_are_at_most_a_tenth_off(database: Database, tmp_path: Path) -> None:
    fill(tmp_path / "adep.sqlite3", 2500, days=60, seed=4)
    times = sorted(
        row["ms"]
        for row in rows(
            "SELECT (julianday(answered_at) - julianday(received_at)) * 86400000 AS ms FROM decisions "
            "WHERE answered_at IS NOT NULL"
        )
    )
    async with database.reading() as session:
        found = await figures(session, Scope("all"), EVER)
    for fraction in (0.5, 0.95):
        assert found.answer_ms(fraction) == pytest.approx(times[int(fraction * len(times))], rel=0.1)


def test_buckets_cover_every_duration() -> None:
    assert [bucket_of(ms) for ms in (-5, 0, 10, 10.1, 12, 1e12)] == [0, 0, 0, 1, 2, 80]
    for ms in (11, 99, 640, 5000, 3_600_000):
        assert bucket_start(bucket_of(ms)) <= ms < bucket_start(bucket_of(ms) + 1)


async def plan(database: Database, query: Select) -> str:  # type: ignore[type-arg]
    words = query.compile(database.engine.sync_engine, compile_kwargs={"literal_binds": True})
    async with database.engine.connect() as connection:
        steps = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}")).all()
    return "\n".join(str(step[3]) for step in steps)


@pytest.mark.parametrize("scope", [Scope("all"), Scope("agency", 1), Scope("chat", -1_000_001)])
async def test_the_sums_are_one_stretch_of_the_primary_key(database: Database, scope: Scope) -> None:
    found = await plan(database, sums_of(scope, MONTH))
    assert "SEARCH daily_counts USING PRIMARY KEY (scope=? AND scope_id=?)" in found
    found += await plan(database, verdicts_by_day(scope, MONTH))
    assert "USING PRIMARY KEY (scope=? AND scope_id=? AND measure=?)" in found
    assert not any(word in found for word in ("decisions", "SCAN", "TEMP B-TREE"))


async def test_ones_own_decisions_are_found_by_the_index(database: Database) -> None:
    found = await plan(database, own_decisions(77, MONTH))
    assert "SEARCH decisions USING INDEX ix_decisions_user_id_created_at" in found
    assert "SCAN" not in found


def warning() -> Verdict:
    spans = (TextSpan(0, 6, "кальян"),)
    reasons = tuple(Reason("alcohol_tobacco", score, 0.5, Where.TEXT, spans) for score in (0.9, 0.8))
    return Verdict(Decision.WARN, reasons, scores={"text": {"alcohol_tobacco": 0.9}})


async def test_a_decision_and_its_sums_are_committed_together_or_not_at_all(database: Database) -> None:
    origin = Origin("group", "text", chat_id=-100, user_id=5, language="kk", agency_id=1)
    with contextlib.suppress(RuntimeError):
        async with database.writing() as session:
            await add_decision(session, warning(), origin, text="кальян")
            raise RuntimeError
    assert rows("SELECT * FROM daily_counts") == []
    for _ in range(2):
        async with database.writing() as session:
            await add_decision(session, warning(), origin, text="кальян")
    sums = {
        (row["scope"], row["scope_id"]): row["count"]
        for row in rows("SELECT * FROM daily_counts WHERE measure = 'rule'")
    }
    assert sums == {("all", 0): 2, ("agency", 1): 2, ("chat", -100): 2}


async def test_the_time_to_answer_is_counted_once(database: Database) -> None:
    origin = Origin("private", "text", chat_id=5, user_id=5, agency_id=1)
    received = utcnow() - timedelta(seconds=2)
    async with database.writing() as session:
        decision = await add_decision(session, warning(), origin, text="", received_at=received)
        session.add(OwedAnswer(decision_id=decision.id, chat_id=5))
    for _ in range(2):
        async with database.writing() as session:
            await settle(session, decision.id, Sent(17, "text"))
    async with database.reading() as session:
        for scope in (Scope("all"), Scope("me", 5)):
            found = await figures(session, scope, EVER)
            assert found.answers.total() == 1
            assert 1900 < (found.answer_ms(0.5) or 0) < 2600
        assert (await figures(session, Scope("me", 6), EVER)).decisions == 0


async def test_the_migration_counts_the_log_that_is_there(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "adep.sqlite3"
    fill(path, 300, days=40)
    query = "SELECT scope, scope_id, day, measure, name, count FROM daily_counts WHERE measure != 'answer' ORDER BY 1, 2, 3, 4, 5"
    before = rows(query)
    await migrate.downgrade(database.engine, "0002_members")
    await migrate.upgrade(database.engine)
    assert rows(query) == before
    assert len(before) > 500


def test_a_day_begins_at_midnight_in_kazakhstan() -> None:
    assert day_of(datetime(2026, 11, 22, 18, 59, tzinfo=UTC)) == date(2026, 11, 22)
    assert day_of(datetime(2026, 11, 22, 19, 0, tzinfo=UTC)) == date(2026, 11, 23)


async def dispute(
    session: AsyncSession, decision_id: int, outcome: str | None, kind: str = "disagree"
) -> None:
    session.add(
        Appeal(agency_id=1, decision_id=decision_id, kind=kind, author_id=5, language="ru", outcome=outcome)
    )


async def test_appeals_are_counted_by_rule_and_outcome(database: Database) -> None:
    origin = Origin("private", "text", chat_id=5, user_id=5, agency_id=1)
    async with database.writing() as session:
        ids = [(await add_decision(session, warning(), origin, text="")).id for _ in range(4)]
        await dispute(session, ids[0], "overturned")
        await dispute(session, ids[1], "upheld")
        await dispute(session, ids[2], None)
        await dispute(session, ids[3], "advice", kind="doubt")
    async with database.reading() as session:
        for scope in (Scope("all"), Scope("agency", 1), Scope("me", 5)):
            found = await disputes(session, scope, EVER)
            assert found.outcomes == {"overturned": 1, "upheld": 1, "open": 1}
            assert found.disputed == {"alcohol_tobacco": 3}
            assert found.overturned == {"alcohol_tobacco": 1}
        for scope in (Scope("agency", 2), Scope("me", 6), Scope("chat", -100)):
            assert (await disputes(session, scope, EVER)).outcomes == {}


async def test_another_level_is_tried_on_the_agencys_last_days(database: Database) -> None:
    rule = RuleBook.load()["alcohol_tobacco"]
    rule = rule.model_copy(update={"threshold": dict.fromkeys(rule.threshold, 0.5)})
    async with database.writing() as session:
        for agency, score in ((1, 0.4), (1, 0.55), (1, 0.9), (2, 0.4)):
            reasons = (Reason("alcohol_tobacco", score, 0.5, Where.TEXT, (TextSpan(0, 1, "а"),)),)
            decision = Decision.WARN if score >= 0.5 else Decision.APPROVE
            scores = {"text": {"alcohol_tobacco": score}}
            verdict = Verdict(decision, reasons if score >= 0.5 else (), scores=scores)
            await add_decision(session, verdict, Origin("private", "text", agency_id=agency), text="а")
    async with database.reading() as session:
        found = {level: await tried(session, 1, rule, level) for level in (-2, 0, 1, 2)}
    assert [(level, change.warned, change.approved) for level, change in found.items()] == [
        (-2, 1, 0), (0, 0, 0), (1, 0, 1), (2, 0, 1),
    ]  # fmt: skip
    assert found[0].decisions == 3


@pytest.mark.parametrize(
    ("role", "index"),
    [(Role.ADMIN, "ix_decisions_agency_id_created_at"), (Role.OWNER, "ix_decisions_created_at")],
)
async def test_a_page_of_decisions_is_read_in_the_order_of_an_index(
    database: Database, role: Role, index: str
) -> None:
    query = search(Membership(5, 1, role), Filter("warn", "weapons")).order_by(*NEWEST_FIRST).limit(9)
    found = await plan(database, query)
    assert index in found
    assert "TEMP B-TREE" not in found
