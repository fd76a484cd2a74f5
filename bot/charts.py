"""The chart of /stats: verdicts by day and the rules most often broken, as a PNG for a phone's screen.

Bars are drawn as one collection a colour and ticks are set by hand: that takes half of the time of
matplotlib's `bar` with its artist a bar.
"""

import io
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.store.statistics import Figures, most_common
from bot.texts import Texts
from classifiers.rules import RuleBook

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_RULES = 8
MOST_BARS = 45
GREEN, ORANGE, GREY, INK, LINE = "#2f9e6b", "#e8833a", "#5b6470", "#222222", "#dfe3e7"
_SIZE, _DPI = (7.2, 7.6), 100

_TITLES = {"day": "chart.days", "week": "chart.weeks", "month": "chart.months"}

# matplotlib's text drawing keeps its fonts in caches that threads must not share.
_turn = threading.Lock()

Bar = tuple[float, float, float, float]  # left, bottom, right, top


@lru_cache
def warm_up() -> None:
    """Load matplotlib and its fonts, so that the first /stats does not wait for them."""
    draw_chart(Figures(), RuleBook({}, ""), Texts("ru"))


def draw_chart(figures: Figures, book: RuleBook, texts: Texts) -> bytes:
    """Draw the figures in the reader's language; for a thread, and slow the first time."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    rules = [(_title(rule, book, texts), n) for rule, n in most_common(figures.rules, MOST_RULES)]
    with _turn:
        figure = Figure(figsize=_SIZE, dpi=_DPI, facecolor="white")
        canvas = FigureCanvasAgg(figure)
        _draw_days(figure.add_axes((0.08, 0.55, 0.88, 0.36)), figures.days, texts)
        _draw_rules(figure.add_axes((0.08, 0.03, 0.88, 0.41)), rules, texts)
        buffer = io.BytesIO()
        canvas.print_png(buffer, pil_kwargs={"compress_level": 1})  # type: ignore[no-untyped-call]
    return buffer.getvalue()


def _draw_days(axes: "Axes", days: Mapping[date, Counter[str]], texts: Texts) -> None:
    _clean(axes, texts(_TITLES[_width(days)]))
    columns = grouped(days)
    if not columns:
        _say_nothing(axes, texts)
        return
    approved = [verdicts["approve"] for _, verdicts in columns]
    top = [verdicts.total() for _, verdicts in columns]
    _bars(axes, [(n - 0.4, 0, n + 0.4, high) for n, high in enumerate(approved)], GREEN)
    _bars(
        axes,
        [(n - 0.4, low, n + 0.4, high) for n, (low, high) in enumerate(zip(approved, top, strict=True))],
        ORANGE,
    )
    step = -(-len(columns) // 7)
    axes.set_xticks(range(0, len(columns), step), [f"{day:%d.%m}" for day, _ in columns[::step]])
    axes.set_xlim(-0.6, max(len(columns), 5) - 0.4)
    levels = scale(max(top))
    axes.set_yticks(levels, [str(level) for level in levels])
    axes.hlines(levels, -0.6, max(len(columns), 5) - 0.4, color=LINE, linewidth=0.8, zorder=0)
    axes.set_ylim(0, levels[-1])
    _legend(axes, texts)


def _legend(axes: "Axes", texts: Texts) -> None:
    place = axes.transAxes
    style: dict[str, Any] = {"ha": "right", "va": "bottom", "fontsize": 10}
    axes.text(1, 1.03, f"■ {texts('chart.warn')}", transform=place, color=ORANGE, **style)
    axes.text(0.76, 1.03, f"■ {texts('chart.approve')}", transform=place, color=GREEN, **style)


def _draw_rules(axes: "Axes", rules: Sequence[tuple[str, int]], texts: Texts) -> None:
    _clean(axes, texts("chart.rules"))
    axes.axis("off")
    if not rules:
        _say_nothing(axes, texts)
        return
    most = rules[0][1]
    _bars(axes, [(0, place + 0.2, count, place - 0.12) for place, (_, count) in enumerate(rules)], ORANGE)
    for place, (title, count) in enumerate(rules):
        # Titles stand above their bars: beside them they would take half of a phone's width.
        axes.text(0, place - 0.2, title, ha="left", va="bottom", fontsize=10, color=INK)
        axes.text(
            count + most * 0.012, place + 0.04, str(count), ha="left", va="center", fontsize=10, color=GREY
        )
    axes.set_ylim(max(len(rules), 4) - 0.6, -0.75)
    axes.set_xlim(0, most * 1.1)


def _bars(axes: "Axes", bars: Iterable[Bar], colour: str) -> None:
    from matplotlib.collections import PolyCollection

    corners = [[(left, low), (left, high), (right, high), (right, low)] for left, low, right, high in bars]
    axes.add_collection(PolyCollection(corners, facecolors=colour, linewidths=0), autolim=False)


def _clean(axes: "Axes", title: str) -> None:
    axes.text(0, 1.03, title, transform=axes.transAxes, fontsize=13, fontweight="bold", color=INK)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color("#c5cad1")
    axes.tick_params(colors=GREY, labelsize=10, length=0)
    axes.tick_params(axis="x", pad=8)  # clear of the zero beside it


def _say_nothing(axes: "Axes", texts: Texts) -> None:
    axes.axis("off")
    words = texts("chart.nothing")
    axes.text(0.5, 0.5, words, transform=axes.transAxes, ha="center", fontsize=12, color=GREY)


def _title(rule: str, book: RuleBook, texts: Texts) -> str:
    return book[rule].title.in_language(texts.language) if rule in book else rule


def scale(highest: int) -> list[int]:
    """Round numbers from 0 to above the highest, four or five of them."""
    step = 1
    while step * 4 < highest:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return list(range(0, highest + step, step)) if highest % step else list(range(0, highest + 1, step))


def _width(days: Mapping[date, Counter[str]]) -> str:
    """What one bar is: "day", "week" or "month"."""
    span = (max(days) - min(days)).days + 1 if days else 0
    return "day" if span <= MOST_BARS else "week" if span <= 7 * MOST_BARS else "month"


def grouped(days: Mapping[date, Counter[str]]) -> list[tuple[date, Counter[str]]]:
    """The bars: days, or weeks and months where days would be too many; empty ones are there too."""
    width = _width(days)
    sums: dict[date, Counter[str]] = {}
    if days:
        span = (max(days) - min(days)).days
        for day in (min(days) + timedelta(days=n) for n in range(span + 1)):
            sums.setdefault(_start(day, width), Counter()).update(days.get(day, Counter()))
    return sorted(sums.items())


def _start(day: date, width: str) -> date:
    """The first day of the bar that holds a day."""
    if width == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if width == "month" else day
