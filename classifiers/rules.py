"""The rule book: the policy files, loaded and validated."""

import hashlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

POLICY_DIR = Path(__file__).parent / "policy"

Modality = Literal["text", "image"]
Probability = Annotated[float, Field(ge=0, le=1)]
Line = Annotated[str, Field(min_length=1)]


class PolicyError(ValueError):
    """A policy file is missing, is no YAML, or does not describe a rule; the message names the file."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Localised(_Part):
    """One text in the three languages of the bot."""

    ru: Line
    kk: Line
    en: Line

    def in_language(self, language: str) -> str:
        """The text in `language` ("ru", "kk", "en"); Russian for any other."""
        return str(getattr(self, language, self.ru))


class Norm(_Part):
    """What a verdict may cite.

    Attributes:
        text: the norm in plain words.
        source: where it was read.
        strength: A law or Code; B clarification or monitoring practice; C inference.
        status: V read in the source; U not read, must not be quoted with a number.
        checked: year and month of the reading, "2026-11".
    """

    text: Localised
    source: Localised
    strength: Literal["A", "B", "C", "A/B"]
    status: Literal["V", "U"]
    checked: Annotated[str, Field(pattern=r"^\d{4}-\d{2}(-\d{2})?$")]


class Lines(_Part):
    """Example lines in Russian and Kazakh."""

    ru: tuple[Line, ...]
    kk: tuple[Line, ...]


class Examples(_Part):
    """Lines that must be warned about and near misses that must pass: they feed the tests."""

    warn: Lines
    approve: Lines


class Rule(_Part):
    """One ethics rule as its policy file describes it.

    Attributes:
        code: the file's name without ".yaml".
        modalities: what can break the rule: "text", "image" or both.
        threshold: a modality's probability from which a draft is warned about, 0..1.
        image_prompts: English prompts for a zero-shot picture model; image_negatives: what to tell apart.
    """

    code: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    title: Localised
    advice: Localised
    norm: Norm
    modalities: tuple[Modality, ...]
    threshold: dict[Modality, Probability]
    image_prompts: tuple[Line, ...] = ()
    image_negatives: tuple[Line, ...] = ()
    examples: Examples

    @model_validator(mode="after")
    def _consistent(self) -> "Rule":
        if set(self.threshold) != set(self.modalities):
            raise ValueError("threshold must name exactly the modalities of the rule")
        if ("image" in self.modalities) != bool(self.image_prompts and self.image_negatives):
            raise ValueError("image_prompts and image_negatives belong to a rule with the modality image")
        return self


class RuleBook:
    """The rules by code, and a version that changes with any byte of the policy files."""

    def __init__(self, rules: dict[str, Rule], version: str) -> None:
        self.rules = rules
        self.version = version

    @classmethod
    def load(cls, folder: Path | None = None) -> "RuleBook":
        """Read every `*.yaml` of `folder` (default: the policy of this package).

        Raises:
            PolicyError: no policy file, or one that cannot be read or is not valid.
        """
        files = sorted((folder or POLICY_DIR).glob("*.yaml"))
        if not files:
            raise PolicyError(f"no policy files (*.yaml) in {folder or POLICY_DIR}")
        digest = hashlib.sha256()
        rules = {}
        for file in files:
            digest.update(file.read_bytes())
            rules[file.stem] = _read_rule(file)
        return cls(rules, digest.hexdigest()[:12])

    def __getitem__(self, code: str) -> Rule:
        """The rule with this code; KeyError if there is none."""
        return self.rules[code]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules.values())

    def __contains__(self, code: object) -> bool:
        return code in self.rules

    def __len__(self) -> int:
        return len(self.rules)

    @cached_property
    def checked(self) -> str:
        """The oldest month in which a norm of the book was checked against its source."""
        return min(rule.norm.checked for rule in self)


def _read_rule(file: Path) -> Rule:
    try:
        rule = Rule.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
        raise PolicyError(f"{file}: {error}") from error
    if rule.code != file.stem:
        raise PolicyError(f"{file}: code {rule.code!r} does not match the file's name")
    return rule
