"""How long a person waits for an answer: `python -m benchmarks.answer_speed [THREADS]`.

The whole bot with the real models beside the sandbox, over real HTTP, in one process: a text, a photo of 12
megapixels as a phone sends it (Telegram keeps 1,280 pixels), an album of ten, and ten people at once. Seconds
from sending to the answer: median and slowest.
"""

import asyncio
import io
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable

import numpy as np
from PIL import Image
from pydantic import SecretStr

from bot.app import run_until
from bot.sandbox import Person, Sandbox
from bot.settings import Settings

ROUNDS = 7
PEOPLE = 10
TEXT = (
    "Провели приём граждан в сельском округе. Обратились 14 человек, вопросы по воде, дорогам и автобусу. "
    "Үш өтініш сол жерде шешілді, қалғаны бақылауда. Следующий приём пройдёт в четверг в здании акимата, "
    "записаться можно заранее. Спасибо всем, кто пришёл, несмотря на погоду и дорогу."
)


def photo(seed: int) -> bytes:
    """A JPEG of 4000×3000 with something to see: coarse noise, smoothed."""
    noise = np.random.default_rng(seed).integers(0, 255, (30, 40, 3), dtype=np.uint8)
    image = Image.fromarray(noise).resize((4000, 3000), Image.Resampling.BICUBIC)
    image.save(data := io.BytesIO(), "JPEG", quality=85)
    return data.getvalue()


async def waited(sandbox: Sandbox, person: Person, send: Callable[[], Awaitable[dict[str, object]]]) -> float:
    """Seconds from a draft's sending to its answer."""
    sent = await send()
    started = time.perf_counter()
    await sandbox.wait_for_answer(person.id, after=sent, timeout=60)
    return time.perf_counter() - started


async def measure(sandbox: Sandbox) -> None:
    """Print the table."""
    people = [sandbox.user(f"Person {number}", "ru") for number in range(PEOPLE)]
    for person in people:
        await person.send_text(None, "/start")
        await sandbox.wait_for_answer(person.id, timeout=60)
    anna = people[0]
    number = iter(range(10_000))

    def text(person: Person) -> Callable[[], Awaitable[dict[str, object]]]:
        return lambda: person.send_text(None, f"{TEXT} № {next(number)}")

    def picture(person: Person) -> Callable[[], Awaitable[dict[str, object]]]:
        return lambda: person.send_photo(None, photo(next(number)))

    async def album() -> dict[str, object]:
        return (await anna.send_album(None, [photo(next(number)) for _ in range(10)]))[-1]

    report("a text", [await waited(sandbox, anna, text(anna)) for _ in range(ROUNDS)])
    report("a photo", [await waited(sandbox, anna, picture(anna)) for _ in range(ROUNDS)])
    report("an album of ten", [await waited(sandbox, anna, album) for _ in range(3)])
    for name, kind in (("ten texts at once", text), ("ten photos at once", picture)):
        report(name, await asyncio.gather(*(waited(sandbox, person, kind(person)) for person in people)))


def report(name: str, seconds: list[float]) -> None:
    """One line."""
    print(f"{name:20} median {statistics.median(seconds):5.2f} s   slowest {max(seconds):5.2f} s", flush=True)


async def main() -> None:
    """Start both, measure, stop."""
    threads = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        async with Sandbox() as sandbox:
            stop = asyncio.Event()
            settings = Settings(
                telegram_token=SecretStr(sandbox.token), telegram_api_url=sandbox.url, model_threads=threads,
                log_level="WARNING",
            )  # fmt: skip
            bot = asyncio.create_task(run_until(stop, settings))
            try:
                await measure(sandbox)
            finally:
                stop.set()
                await bot


if __name__ == "__main__":
    asyncio.run(main())
