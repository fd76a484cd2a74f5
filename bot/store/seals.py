"""What the event log says of a row, so that a change of the row is found later."""

import hashlib
from typing import TYPE_CHECKING, Any

from bot.store.audit import digest

if TYPE_CHECKING:
    from bot.store.decisions import DecisionRow

# Columns that never change after the decision is made; the rest note the answer or are redacted.
_LASTING = (
    "source",
    "chat_id",
    "user_id",
    "agency_id",
    "kind",
    "language",
    "picture_hashes",
    "encouraged",
    "not_evaluated",
    "scores",
    "models",
    "rulebook_version",
    "message_id",
)


def sealed_decision(row: "DecisionRow") -> dict[str, str]:
    """Verdict and digests of a decision; "quotes" covers what redaction removes, "reasons" what stays."""
    lasting: dict[str, Any] = {name: getattr(row, name) for name in _LASTING}
    lasting["created_at"] = row.created_at.isoformat(timespec="microseconds")
    return {
        "verdict": row.verdict,
        "text": row.text_sha256,
        "reasons": digest(without_quotes(row.reasons)),
        "quotes": digest(row.reasons),
        "rest": digest(lasting),
    }


def without_quotes(reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The reasons without the author's words; the places stay."""
    return [
        {
            **reason,
            "evidence": [{k: v for k, v in item.items() if k != "quote"} for item in reason["evidence"]],
        }
        for reason in reasons
    ]


def sealed_text(text: str | None) -> str:
    """The digest of a sentence that may be redacted later."""
    return hashlib.sha256((text or "").encode()).hexdigest()
