"""Faults on order: which call fails, how often and how."""

from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase

from bot.sandbox.errors import BLOCKED, ApiError
from bot.sandbox.models import Json

KINDS = ("429", "500", "502", "403", "error", "slow", "drop", "drop_after", "drop_download", "truncated")
_DOWNLOADS = ("drop_download", "truncated")


class UnknownFaultError(ValueError):
    """A kind of fault that does not exist."""

    def __init__(self, kind: str) -> None:
        """`kind` is what was asked for."""
        super().__init__(f"unknown kind of fault {kind!r}; known: {', '.join(KINDS)}")


@dataclass
class Fault:
    """One order: the next `count` calls of methods matching `method` fail.

    Kinds: `429` (with `retry_after` seconds), `500`, `502` (a web page, as from a proxy), `403`, `error`
    (`code` and `description` as given), `slow` (`seconds` late), `drop` (connection closed, nothing done),
    `drop_after` (done, then closed without an answer); of file downloads `drop_download` (closed in the
    middle) and `truncated` (ends early and looks complete); `method` is then matched with `download`.
    """

    kind: str
    method: str = "*"
    count: int = 1
    retry_after: int = 1
    seconds: float = 3.0
    code: int = 400
    description: str = "Bad Request: fault"
    chat: int | None = None

    def __post_init__(self) -> None:
        """Refuse an unknown kind."""
        self.kind = str(self.kind)
        if self.kind not in KINDS:
            raise UnknownFaultError(self.kind)

    def error(self) -> ApiError | None:
        """The refusal which this fault stands for, or None when it is of another nature."""
        if self.kind == "429":
            text = f"Too Many Requests: retry after {self.retry_after}"
            return ApiError(429, text, {"retry_after": self.retry_after})
        known = {
            "500": (500, "Internal Server Error"),
            "403": (403, f"Forbidden: {BLOCKED}"),
            "error": (self.code, self.description),
        }
        return ApiError(*known[self.kind]) if self.kind in known else None

    def to_json(self) -> Json:
        """The order as data."""
        return asdict(self)


@dataclass
class Faults:
    """The orders that are still open, oldest first."""

    orders: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> Fault:
        """Order a fault."""
        self.orders.append(fault)
        return fault

    def clear(self) -> None:
        """Cancel all orders."""
        self.orders.clear()

    def take(self, method: str, chat: str = "") -> Fault | None:
        """The fault for this call, counted down; `download` is the method of file downloads."""
        for fault in self.orders:
            if self._fits(fault, method, chat):
                fault.count -= 1
                if fault.count <= 0:
                    self.orders.remove(fault)
                return fault
        return None

    @staticmethod
    def _fits(fault: Fault, method: str, chat: str) -> bool:
        if (method == "download") != (fault.kind in _DOWNLOADS) and fault.method != method:
            return False
        named = fault.kind in _DOWNLOADS or fnmatchcase(method.lower(), fault.method.lower())
        return named and (fault.chat is None or str(fault.chat) == chat)
