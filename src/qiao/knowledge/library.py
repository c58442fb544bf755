"""Searching the articles of a pack: which of them answer a question, and which sentence says it."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qiao.language import Aliases, retrieval
from qiao.language.retrieval import Document, Sentences, Worth
from qiao.policy import Article, Pack


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """An article and the chance that it answers; `intent` is the matter under which the robot answers with it."""

    intent: str
    title: str
    language: str
    probability: float
    version: str


@dataclass(frozen=True, slots=True)
class Search:
    """What was found, best first; `fits` is false where most likely no article answers."""

    hits: tuple[ArticleHit, ...]
    nothing: float
    fits: bool


class Library:
    """The articles of one pack in its languages.

    Reading them takes about a second: it is done once, by `prepare` or by the first search, which hurries it on.
    """

    def __init__(self, pack: Pack, worth: Mapping[str, Worth]) -> None:
        """`worth` is what `learn_worth` gave for this pack."""
        self._pack = pack
        self._worth = worth
        self._aliases = _aliases(pack)
        self._index: retrieval.Index | None = None
        self._reading = threading.Lock()
        self._wanted = threading.Event()
        self._read: dict[tuple[str, str], Sentences] = {}

    def prepare(self, *, pause_s: float = 0.0) -> retrieval.Index:
        """Read the articles, unless that is done; may be called from any thread.

        A thread beside the first customers pauses after each article for `pause_s` seconds, until somebody searches.
        """
        with self._reading:
            if self._index is None:
                languages = self._pack.manifest.languages
                index = retrieval.Index(
                    self._unhurried(languages, pause_s),
                    outside={language: _outside(self._pack, language) for language in languages},
                    worth=self._worth,
                    aliases=self._aliases,
                )
                index.stand()
                self._index = index
            return self._index

    def _unhurried(self, languages: Sequence[str], pause_s: float) -> Iterator[Document]:
        for language in languages:
            for document in _documents(self._pack, language):
                yield document
                self._wanted.wait(pause_s)

    def search(self, question: str, language: str | None = None, *, limit: int = 3) -> Search:
        """For any string; in `language` (`zh` or `en`) or else the one it is written in."""
        self._wanted.set()
        index = self._index or self.prepare()
        found = index.search(question, language=language, limit=limit)
        return Search(tuple(map(self._shown, found.hits)), found.nothing, found.fits)

    def passage(self, hit: ArticleHit, question: str) -> str:
        """The sentence of an article that says most about the question, else its first."""
        key = (hit.intent, hit.language)
        if key not in self._read:
            body = _body(self._pack, self._pack.articles[hit.intent], hit.language)
            self._read[key] = retrieval.sentences(body, aliases=self._aliases)
        read = self._read[key]
        told = read.about(question) or next(iter(read.passages), None)
        return told.text if told else ""

    def _shown(self, hit: retrieval.Hit) -> ArticleHit:
        document = hit.document
        version = self._pack.articles[document.id].reviewed_on.isoformat()
        return ArticleHit(document.id, document.title, document.language, hit.probability, version)


def learn_worth(pack: Pack) -> dict[str, Worth]:
    """By language, what likeness is worth in this pack; a language with too few questions keeps the default."""
    learnt: dict[str, Worth] = {}
    for language in pack.manifest.languages:
        documents = _documents(pack, language)
        try:
            learnt[language] = retrieval.learn(documents, _outside(pack, language), aliases=_aliases(pack))
        except retrieval.TooFewQuestions:
            learnt[language] = Worth()
    return learnt


def _documents(pack: Pack, language: str) -> list[Document]:
    asked: dict[str, list[str]] = {}
    for utterance in pack.utterances:
        if utterance.language == language:
            asked.setdefault(utterance.intent, []).append(utterance.text)
    articles: dict[str, Article] = {article.intents[0]: article for article in pack.articles.values()}
    return [
        Document(
            id=first,
            language=language,
            title=pack.filled(article.title, language),
            body=_body(pack, article, language),
            questions=tuple(text for intent in article.intents for text in asked.get(intent, ())),
        )
        for first, article in articles.items()
    ]


def _body(pack: Pack, article: Article, language: str) -> str:
    return pack.filled(article.answer, language).replace("**", "").strip()


def _outside(pack: Pack, language: str) -> list[str]:
    return [one.text for one in pack.utterances if one.language == language and one.intent not in pack.articles]


def _aliases(pack: Pack) -> Aliases:
    return Aliases({name: list(names) for name, names in pack.manifest.aliases.items()})
