"""Links to messages of groups and channels."""

_SUPERGROUP_PREFIX = "-100"


def link_to(chat_id: int, username: str, message_id: int, thread_id: int | None = None) -> str:
    """The address of a message; empty in a basic group, where messages have none."""
    topic = f"{thread_id}/" if thread_id else ""
    if username:
        return f"https://t.me/{username}/{topic}{message_id}"
    number = str(chat_id)
    if not number.startswith(_SUPERGROUP_PREFIX):
        return ""
    return f"https://t.me/c/{number.removeprefix(_SUPERGROUP_PREFIX)}/{topic}{message_id}"
