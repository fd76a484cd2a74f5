"""The chat page in headless Chromium, at the size of a phone."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot.sandbox import Sandbox
from bot.sandbox.scene import set_scene

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (BROWSER and DRIVER), reason="no Chromium: apt-get install chromium chromium-driver"
)
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("Подробнее", callback_data="more")]])


@pytest.fixture
def phone() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER or ""))
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    yield driver
    driver.quit()


async def answer(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    assert message
    words = "Фото получено" if message.photo else "<b>Можно публиковать</b> &lt;да&gt;"
    await message.reply_html(words, reply_markup=KEYS)


async def press(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query
    await query.answer("Минуту")
    await query.edit_message_text("Замечаний нет")


@pytest.fixture
async def talking(sandbox: Sandbox) -> AsyncIterator[Sandbox]:
    """A sandbox with its scene and a small bot that polls it."""
    set_scene(sandbox)
    builder = Application.builder().token(sandbox.token).base_url(f"{sandbox.url}/bot")
    app = builder.build()
    app.add_handlers([CallbackQueryHandler(press), MessageHandler(filters.ALL, answer)])
    async with app:
        await app.start()
        assert app.updater
        await app.updater.start_polling()
        yield sandbox
        await app.updater.stop()
        await app.stop()


def see(driver: WebDriver, find: Callable[[WebDriver], Any]) -> Any:
    return WebDriverWait(driver, 10, 0.05, [StaleElementReferenceException, IndexError]).until(find)


def bubbles(driver: WebDriver) -> list[str]:
    return [item.text for item in driver.find_elements(By.CSS_SELECTOR, ".in .bubble")]


def converse(driver: WebDriver, url: str, picture: Path) -> None:
    """What a newcomer does: start, write a draft, press a button, send a photo, look at it."""
    driver.get(url)
    see(driver, lambda d: d.find_element(By.ID, "start").is_displayed())
    driver.find_element(By.ID, "start").click()
    see(driver, lambda d: len(bubbles(d)) == 1)
    driver.find_element(By.ID, "text").send_keys("Открываем школу <b>&")
    driver.find_element(By.ID, "send").click()
    see(driver, lambda d: "Можно публиковать <да>" in bubbles(d)[1])
    assert driver.find_elements(By.CSS_SELECTOR, ".in .words b")
    assert driver.find_elements(By.CSS_SELECTOR, ".out .words")[1].text == "Открываем школу <b>&"
    driver.find_elements(By.CSS_SELECTOR, ".keys button")[1].click()
    see(driver, lambda d: "Замечаний нет" in bubbles(d)[1])
    see(driver, lambda d: d.find_element(By.ID, "toast").text == "Минуту")
    upload(driver, picture)


def upload(driver: WebDriver, picture: Path) -> None:
    driver.find_element(By.ID, "photos").send_keys(str(picture))
    see(driver, lambda d: d.find_element(By.CSS_SELECTOR, "#dialog .main")).click()
    see(driver, lambda d: "Фото получено" in bubbles(d)[2])
    see(driver, lambda d: d.find_element(By.CSS_SELECTOR, ".out .photos img")).click()
    assert driver.find_element(By.ID, "viewer").is_displayed()


async def test_newcomer_talks_to_the_bot_on_a_phone(
    talking: Sandbox, phone: webdriver.Chrome, photo: bytes, tmp_path: Path
) -> None:
    picture = tmp_path / "photo.jpg"
    picture.write_bytes(photo)
    await asyncio.to_thread(converse, phone, talking.url, picture)
    width = phone.execute_script("return document.documentElement.scrollWidth")
    assert width <= PHONE["width"], "the page must not scroll sideways"
    assert phone.execute("getLog", {"type": "browser"})["value"] == []
