"""How long a text takes, beside one plain pass of the same weights: `python -m benchmarks.text_speed`.

Medians in milliseconds for drafts of 300 and 4,096 characters, one at a time, and the time to load.
"""

import statistics
import sys
import time
from collections.abc import Callable

import torch

from classifiers.draft import Draft
from classifiers.text.detector import TextDetector
from classifiers.text.model import TextModel

RUNS = 15
TOGETHER = 16
SENTENCES = (
    "Сегодня провели приём граждан по вопросам водоснабжения и освещения улиц. ",
    "Ауыл тұрғындарының ұсынысы бойынша мектеп жанындағы жол жөнделді. ",
    "Подрядчику указано на замечания, срок устранения до конца месяца. ",
    "Келесі аптада жұмыс тобы қайта барып, орындалуын тексереді. ",
    "Спасибо всем, кто пришёл и рассказал о своих заботах! ",
)


def median_ms(work: Callable[[], object]) -> float:
    """The median of `RUNS` runs after two to warm up."""
    times = []
    for _ in range(RUNS + 2):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times[2:])


def draft_of(characters: int) -> str:
    """An ordinary report of about this length, its sentences told apart by a number."""
    text = ""
    number = 0
    while len(text) < characters:
        text += f"{number + 1}. {SENTENCES[number % len(SENTENCES)]}"
        number += 1
    return text[:characters]


def plain(model: TextModel, text: str) -> None:
    """The whole text as one input of the network, as a plain pipeline would do it."""
    ids = torch.tensor([model._tokenizer.encode(text).ids])
    with torch.inference_mode():
        model.network(ids, torch.ones_like(ids)).sigmoid()


def main() -> None:
    """Measure and print."""
    torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    start = time.perf_counter()
    model = TextModel.load()
    print(f"model loaded in {time.perf_counter() - start:.2f} s, {torch.get_num_threads()} threads")
    detector = TextDetector(model)
    for length in (300, 4096):
        text = draft_of(length)
        ours = median_ms(lambda text=text: detector.detect([Draft(text)]))  # type: ignore[misc]
        theirs = median_ms(lambda text=text: plain(model, text))  # type: ignore[misc]
        many = [Draft(f"{number} {text}") for number in range(TOGETHER)]
        batch = median_ms(lambda many=many: detector.detect(many)) / TOGETHER  # type: ignore[misc]
        print(
            f"{length:5} characters: Adep {ours:6.1f} ms, {batch:6.1f} ms a draft with {TOGETHER} together, "
            f"one pass over the text {theirs:6.1f} ms"
        )


if __name__ == "__main__":
    main()
