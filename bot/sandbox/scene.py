"""What a newcomer finds on the page: three people, a press group, a forum, a channel with its discussion."""

from bot.sandbox.sandbox import Sandbox


def set_scene(sandbox: Sandbox) -> None:
    """Fill an empty sandbox; the first person has the rights to add the bot everywhere."""
    anna = sandbox.user("Анна Ким", "ru", username="anna_press")
    daniyar = sandbox.user("Данияр Ахметов", "kk", username="daniyar_akhmetov")
    emily = sandbox.user("Emily Clark", "en", username="emily_clark")
    sandbox.group("Пресс-группа акимата", anna, daniyar, emily, bot="member")
    sandbox.supergroup("Рабочий форум", anna, daniyar, bot="administrator", topics=("Анонсы", "Черновики"))
    talk = sandbox.supergroup("Акимат: обсуждение", anna, daniyar, emily, bot="administrator")
    sandbox.channel("Акимат: новости", anna, daniyar, emily, bot="administrator", discussion=talk)
