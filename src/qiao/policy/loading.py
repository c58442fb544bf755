"""Reading a pack from its folder and finding everything that is wrong with it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, RootModel

from qiao.policy.emotion_lines import read_emotions
from qiao.policy.pack import Pack, Utterance
from qiao.policy.problems import PackInvalid
from qiao.policy.reading import PackFolder
from qiao.policy.schema import (
    FACT,
    LANGUAGES,
    OUT_OF_SCOPE,
    TEXTS_NEEDED,
    Article,
    Identifier,
    InBoth,
    Intent,
    IntentFile,
    IntentType,
    Lender,
    Manifest,
    Term,
)
from qiao.policy.sections import Section
from qiao.policy.signal_lines import read_answers, read_signals

FEWEST_UTTERANCES = 20
_LONGEST_UTTERANCE = 200
_SIGNS = re.compile(r"[\W_]+")
_VARIABLE = re.compile(r"(?<!\{)\{([a-z_]+)\}(?!\})")
_Model = TypeVar("_Model", bound=BaseModel)
# Whatever a room makes of its files; `Pack.section` gives it back with its type.
Sections = Iterable[Section[Any]]


class _Texts(RootModel[dict[str, InBoth]]):
    pass


class _Terms(RootModel[dict[Identifier, Term]]):
    pass


def load_pack(path: Path, *, sections: Sections = ()) -> Pack:
    """Read and check the pack in `path`, with the files of these rooms. Raises PackInvalid with every problem found."""
    folder = PackFolder(path)
    pack = _Reader(folder).read(sections)
    if pack is None or folder.problems:
        raise PackInvalid(sorted(folder.problems, key=lambda problem: (problem.file, problem.line)))
    return pack


class _Reader:
    """Goes through a pack once, gathering problems instead of stopping at the first."""

    def __init__(self, folder: PackFolder) -> None:
        self.folder = folder
        self.path = folder.path

    def read(self, sections: Sections) -> Pack | None:
        if not self.path.is_dir():
            self.folder.problem(self.path, 1, "there is no such folder", "give the folder that holds pack.yaml")
            return None
        manifest = self._model("pack.yaml", Manifest)
        lender = self._model("lender.yaml", Lender)
        texts = self._model("texts.yaml", _Texts)
        retention = self._model("retention.yaml", _Terms)
        rights = self._model("rights.yaml", _Terms)
        intents = self._intents()
        articles = self._articles(intents, lender)
        utterances = tuple(self._utterances(intents))
        feelings = tuple(read_emotions(self.path / "emotions", lines=self._sayings, report=self.folder.problem))
        signals = tuple(read_signals(self.path / "signals", lines=self._sayings, report=self.folder.problem))
        answers = tuple(read_answers(self.path / "signals", lines=self._sayings))
        if manifest is not None:
            self._tiles(manifest, intents)
        if texts is not None:
            self._texts(texts.root, lender)
        parts = {section.name: section.read(self.folder, intents) for section in sections}
        if manifest is None or lender is None or texts is None or retention is None or rights is None:
            return None
        if None in parts.values():
            return None
        return Pack(
            path=self.path,
            manifest=manifest,
            lender=lender,
            intents=intents,
            utterances=utterances,
            feelings=feelings,
            signals=signals,
            answers=answers,
            articles=articles,
            texts=texts.root,
            retention=retention.root,
            rights=rights.root,
            sections=parts,
            fingerprint=self.folder.fingerprint(),
        )

    def _model(self, name: str, model: type[_Model]) -> _Model | None:
        found = self.folder.model(name, model)
        return found[1] if found else None

    def _intents(self) -> dict[str, Intent]:
        intents: dict[str, Intent] = {}
        numbers: dict[int, str] = {}
        near: list[tuple[Path, int, str]] = []
        for path in sorted((self.path / "intents").glob("*.yaml")):
            file = self.folder.yaml(path)
            parsed = self.folder.parsed(file, IntentFile) if file else None
            if file is None or parsed is None:
                continue
            for index, intent in enumerate(parsed.intents):
                line = file.line(("intents", index, "id"))
                if intent.id in intents or intent.id == OUT_OF_SCOPE:
                    self.folder.problem(
                        path,
                        line,
                        f"the intent {intent.id} exists already",
                        "give it another id, or merge the two",
                    )
                if intent.number in numbers:
                    self.folder.problem(
                        path,
                        line,
                        f"number {intent.number} belongs to {numbers[intent.number]}",
                        "take a free number",
                    )
                intents[intent.id] = intent
                numbers[intent.number] = intent.id
                near += [(path, file.line(("intents", index, "near")), other) for other in intent.near]
        if not intents:
            self.folder.problem(self.path / "intents", 1, "there are no intents", "add intents/<group>.yaml")
        for path, line, other in near:
            if other not in intents:
                self.folder.problem(
                    path, line, f"near names {other}, which is no intent", "correct the id or take it out"
                )
        return intents

    def _articles(self, intents: dict[str, Intent], lender: Lender | None) -> dict[str, Article]:
        articles: dict[str, Article] = {}
        for path in sorted((self.path / "articles").glob("*.yaml")):
            file = self.folder.yaml(path)
            article = self.folder.parsed(file, Article) if file else None
            if file is None or article is None:
                continue
            for field, ids in (("intents", article.intents), ("next", article.next)):
                for index, intent in enumerate(ids):
                    if intent not in intents:
                        self.folder.problem(
                            path,
                            file.line((field, index)),
                            f"{intent} is no intent",
                            "correct the id or take it out",
                        )
            for language in LANGUAGES:
                self._facts(path, file.line(("answer", language)), article.answer.in_language(language), lender)
                self._facts(path, file.line(("title", language)), article.title.in_language(language), lender)
            for intent in article.intents:
                if intent in articles:
                    self.folder.problem(
                        path,
                        file.line(("intents",)),
                        f"{intent} has an article already",
                        "keep one of the two",
                    )
                articles[intent] = article
        for intent in intents.values():
            if intent.type is IntentType.ENQUIRY and intent.id not in articles:
                self.folder.problem(
                    self.path / "articles",
                    1,
                    f"the enquiry {intent.id} has no article",
                    f"write articles/{intent.id}.yaml",
                )
        return articles

    def _utterances(self, intents: dict[str, Intent]) -> Iterator[Utterance]:
        seen: dict[str, tuple[str, str]] = {}
        counts = dict.fromkeys([*intents, OUT_OF_SCOPE], 0)
        for language in LANGUAGES:
            for path in sorted((self.path / "utterances" / language).glob("*.txt")):
                intent, file = path.stem, path.name
                if intent not in counts:
                    self.folder.problem(path, 1, f"{intent} is no intent", "rename the file or add the intent")
                    continue
                for number, text in self._sayings(path):
                    folded = _folded(text)
                    place = f"{file}:{number}"
                    if folded in seen and seen[folded][0] != intent:
                        self.folder.problem(
                            path,
                            number,
                            f"“{text}” stands in {seen[folded][1]} too",
                            "decide which intent it belongs to",
                        )
                        continue
                    seen[folded] = (intent, place)
                    counts[intent] += language == "zh"
                    yield Utterance(text, intent, language)
        for intent, count in counts.items():
            if count < FEWEST_UTTERANCES:
                path = self.path / "utterances" / "zh" / f"{intent}.txt"
                self.folder.problem(
                    path, 1, f"{intent} has {count} Chinese utterances", f"write at least {FEWEST_UTTERANCES}"
                )

    def _sayings(self, path: Path) -> Iterator[tuple[int, str]]:
        for number, text in self.folder.lines(path):
            if len(text) <= _LONGEST_UTTERANCE:
                yield number, text
            else:
                self.folder.problem(
                    path, number, f"{len(text)} characters are no utterance", f"at most {_LONGEST_UTTERANCE}"
                )

    def _tiles(self, manifest: Manifest, intents: dict[str, Intent]) -> None:
        file = self.folder.yaml(self.path / "pack.yaml")
        for index, intent in enumerate(manifest.tiles):
            if intent not in intents and file is not None:
                self.folder.problem(
                    file.path,
                    file.line(("tiles", index)),
                    f"{intent} is no intent",
                    "correct the id or take it out",
                )

    def _texts(self, texts: dict[str, InBoth], lender: Lender | None) -> None:
        file = self.folder.yaml(self.path / "texts.yaml")
        if file is None:
            return
        for key, variables in TEXTS_NEEDED.items():
            if key not in texts:
                self.folder.problem(file.path, 1, f"the text {key} is missing", "add it in both languages")
                continue
            for language in LANGUAGES:
                text = texts[key].in_language(language)
                unknown = set(_VARIABLE.findall(text)) - variables
                for name in sorted(unknown):
                    self.folder.problem(
                        file.path,
                        file.line((key, language)),
                        f"{{{name}}} is not filled in here",
                        _known(variables),
                    )
        for key, text in texts.items():
            for language in LANGUAGES:
                self._facts(file.path, file.line((key, language)), text.in_language(language), lender)

    def _facts(self, path: Path, line: int, text: str, lender: Lender | None) -> None:
        for fact in FACT.findall(text):
            if lender is not None and fact not in lender.facts:
                self.folder.problem(
                    path,
                    line,
                    f"{{{{{fact}}}}} is no fact of lender.yaml",
                    "add the fact or correct the name",
                )


def _known(variables: frozenset[str]) -> str:
    return f"use {', '.join(sorted(variables))}" if variables else "this text has no variables"


def _folded(text: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text).lower())
