"""An answer as it goes to Telegram: the words, the marked pictures, the buttons."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.store.decisions import DecisionRow
from bot.store.outbox import OwedAnswer
from bot.texts import Texts
from bot.wording import AnswerWriter
from classifiers.rules import RuleBook
from classifiers.verdict import Box

MOST_MARKED = 10  # an album at Telegram


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent.

    Attributes:
        photo: the marked picture that `html` is the caption of; empty where `html` is a text message.
        extras: marked pictures with captions that go before a text message.
    """

    chat_id: int
    reply_to: int | None
    html: str
    keyboard: InlineKeyboardMarkup
    photo: bytes = b""
    extras: tuple[tuple[bytes, str], ...] = ()

    @property
    def kind(self) -> str:
        """What the main message is: "photo" or "text"."""
        return "photo" if self.photo else "text"


def compose(
    decision: DecisionRow,
    debt: OwedAnswer,
    marked: Sequence[tuple[bytes, str]],
    book: RuleBook,
    texts: Texts,
) -> Answer:
    """The answer to a decision: one message where the words fit under the one marked picture."""
    writer = AnswerWriter(decision, debt.notes, book, texts)
    keyboard = keyboard_for(decision, texts)
    caption = writer.caption() if len(marked) == 1 else None
    if caption:
        return Answer(debt.chat_id, debt.reply_to, caption, keyboard, photo=marked[0][0])
    extras = tuple((data, words or texts("answer.marked")) for data, words in marked[:MOST_MARKED])
    return Answer(debt.chat_id, debt.reply_to, writer.message(), keyboard, extras=extras)


def keyboard_for(decision: DecisionRow, texts: Texts) -> InlineKeyboardMarkup:
    """The buttons under an answer."""
    details = InlineKeyboardButton(texts("button.details"), callback_data=f"details:{decision.id}")
    ask = InlineKeyboardButton(texts("button.ask"), callback_data=f"ask:{decision.id}")
    if decision.verdict == "approve":
        return InlineKeyboardMarkup([[details]])
    disagree = InlineKeyboardButton(texts("button.disagree"), callback_data=f"disagree:{decision.id}")
    return InlineKeyboardMarkup([[details, disagree], [ask]])


def regions_of(decision: DecisionRow) -> dict[int, list[tuple[Box, bool]]]:
    """The places to mark, by picture, and whether each is blurred."""
    regions: dict[int, list[tuple[Box, bool]]] = defaultdict(list)
    for reason in decision.reasons:
        for item in reason["evidence"]:
            if "image" in item:
                left, top, right, bottom = item["box"]
                regions[item["image"]].append(((left, top, right, bottom), bool(item.get("blur"))))
    return dict(regions)


def seconds_of(decision: DecisionRow) -> dict[int, float]:
    """Of the frames among the places: where in the video each stands."""
    items = (item for reason in decision.reasons for item in reason["evidence"])
    return {item["image"]: item["second"] for item in items if "second" in item}
