"""The domain pack: read whole, checked whole, immutable afterwards.

Every problem names file, line and remedy, and all of them are reported at once.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast

from qiao.language import SignalLine
from qiao.policy.emotion_lines import FeltLine
from qiao.policy.schema import FACT, OUT_OF_SCOPE, Article, InBoth, Intent, IntentType, Lender, Manifest, Term
from qiao.policy.sections import Part, Section


@dataclass(frozen=True, slots=True)
class Utterance:
    """How a customer says something; `intent` may be `out_of_scope`."""

    text: str
    intent: str
    language: str


@dataclass(frozen=True)
class Pack:
    """A valid pack. `version` is the author's; `fingerprint` changes with every byte of it."""

    path: Path
    manifest: Manifest
    lender: Lender
    intents: Mapping[str, Intent]
    utterances: tuple[Utterance, ...]
    feelings: tuple[FeltLine, ...]
    signals: tuple[SignalLine, ...]
    answers: tuple[str, ...]
    articles: Mapping[str, Article]
    texts: Mapping[str, InBoth]
    retention: Mapping[str, Term]
    rights: Mapping[str, Term]
    sections: Mapping[str, object]
    fingerprint: str

    @property
    def version(self) -> str:
        return f"{self.manifest.version}+{self.fingerprint[:8]}"

    @property
    def brand(self) -> InBoth:
        return self.lender.brand

    @cached_property
    def learning_fingerprint(self) -> str:
        """Changes exactly when what understanding learns from changes."""
        digest = hashlib.sha256()
        for utterance in self.utterances:
            digest.update(f"{utterance.intent}\t{utterance.text}\n".encode())
        for line in self.feelings:
            digest.update(f"{line.feeling}\t{line.text}\n".encode())
        for told in self.signals:
            digest.update(f"{told.signal}\t{told.carries}\t{told.text}\n".encode())
        for answer in self.answers:
            digest.update(f"answer\t{answer}\n".encode())
        for intent in self.intents.values():
            digest.update(f"{intent.id}\t{intent.signal}\n".encode())
        digest.update(repr(sorted(self.manifest.aliases.items())).encode())
        return digest.hexdigest()

    def section(self, section: Section[Part]) -> Part:
        """What a room read of its own files. Raises KeyError when the pack was loaded without that section."""
        # What stands under a section's name is what its own `read` returned.
        return cast("Part", self.sections[section.name])

    def text(self, key: str, language: str, **variables: str) -> str:
        """A text of the house with its facts and `{variables}` filled in. Raises KeyError for an unknown one."""
        text = self.filled(self.texts[key], language)
        for name, value in variables.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def filled(self, text: InBoth, language: str) -> str:
        """`text` in `language` with every `{{fact}}` replaced."""
        return FACT.sub(lambda match: self.lender.facts[match[1]].in_language(language), text.in_language(language))

    def article_of(self, intent: str) -> Article | None:
        return self.articles.get(intent)

    def is_out_of_scope(self, intent: str) -> bool:
        return intent == OUT_OF_SCOPE

    def is_ordinary(self, intent: str) -> bool:
        """Whether an intent only asks or requests, with no complaint, emergency or feeling in its nature."""
        known = self.intents.get(intent)
        return known is not None and set(known.types) <= {IntentType.ENQUIRY, IntentType.REQUEST}
