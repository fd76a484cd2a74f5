"""A local Bot API server and a chat page: try and test the bot without Telegram.

Example:
    async with Sandbox() as sandbox:
        anna = sandbox.user("Анна", language="ru")
        await anna.send_text(None, "Черновик")
        answer = await sandbox.wait_for_answer(anna.id)
"""

from bot.sandbox.client import NotPossibleError
from bot.sandbox.faults import Fault
from bot.sandbox.files import Upload
from bot.sandbox.models import Chat, User
from bot.sandbox.people import Person
from bot.sandbox.sandbox import Sandbox

__all__ = ["Chat", "Fault", "NotPossibleError", "Person", "Sandbox", "Upload", "User"]
