"""What went over the wire, in order: calls, updates, confirmations, webhook deliveries, downloads."""

import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.files import Upload
from bot.sandbox.models import Json

_SECRET = ("secret_token", "certificate")


@dataclass
class Transcript:
    """Entries `{"n", "time" (Unix seconds), "kind", …}`.

    Kinds: call, update, given, confirmed, webhook, download.
    """

    entries: list[Json] = field(default_factory=list)

    def note(self, kind: str, **details: Any) -> Json:
        """Add an entry; the entry is returned so that a call's answer can be put into it later."""
        entry: Json = {"n": len(self.entries) + 1, "time": time.time(), "kind": kind, **details}
        self.entries.append(entry)
        return entry

    def calls(self, method: str = "") -> list[Json]:
        """The bot's calls so far, of one method or of all."""
        found = [entry for entry in self.entries if entry["kind"] == "call"]
        return [entry for entry in found if entry["method"].lower() == method.lower() or not method]

    def text(self) -> str:
        """All entries as lines for people."""
        return "\n".join(_line(entry) for entry in self.entries) + "\n"


def tell_params(values: Json, files: dict[str, Upload]) -> Json:
    """Parameters fit to be kept: secrets struck out, files as name and size."""
    told = {key: "***" if key in _SECRET else value for key, value in values.items()}
    for key, upload in files.items():
        told[key] = "***" if key in _SECRET else f"<{upload.name}, {len(upload.data)} bytes>"
    return told


def _line(entry: Json) -> str:
    clock = datetime.fromtimestamp(entry["time"], UTC).strftime("%H:%M:%S.%f")[:-3]
    return f"{entry['n']:>5} {clock} {_LINES.get(entry['kind'], _other)(entry)}"


def _call(entry: Json) -> str:
    answer = entry.get("answer")
    told = "…" if answer is None else _short(answer.get("result", answer.get("description", answer)))
    fault = f" [fault {entry['fault']}]" if entry.get("fault") else ""
    return f"→ {entry['method']} {_short(entry['params'])}{fault}\n{'':19}⇠ {told}"


def _update(entry: Json) -> str:
    kind = next((key for key in entry["update"] if key != "update_id"), "")
    return f"← {entry['update']['update_id']} {kind} {_short(entry['update'].get(kind, {}))}"


def _other(entry: Json) -> str:
    details = {key: value for key, value in entry.items() if key not in ("n", "time", "kind")}
    return f"· {entry['kind']} {_short(details)}"


def _short(value: Any, limit: int = 400) -> str:
    told = json.dumps(value, ensure_ascii=False)
    return told if len(told) <= limit else told[:limit] + "…"


_LINES = {"call": _call, "update": _update}
