"""The index: documents come, change and go; questions are answered from what is there."""

from collections.abc import Iterable, Mapping

import numpy as np

from qiao.language.normalise import Aliases
from qiao.language.understand import language_of

from .documents import Document, Found, Hit
from .shelf import Shelf, stand
from .signs import Signed, signed, signs
from .worth import Worth, compare

NO_ALIASES = Aliases()


class Index:
    """Documents in any languages, searched one language at a time.

    A change reads the changed document alone; the arrays of its language are arranged again, from what was read
    before, by the next search. Whatever the changes were, an index gives the very probabilities of a fresh one.
    Not for several threads at once.
    """

    def __init__(
        self,
        documents: Iterable[Document] = (),
        *,
        outside: Mapping[str, Iterable[str]] | None = None,
        worth: Mapping[str, Worth] | None = None,
        aliases: Aliases = NO_ALIASES,
    ) -> None:
        """`outside`: by language, questions that no document answers. `worth`: by language, what `learn` gave."""
        self._aliases = aliases
        self._worth = dict(worth or {})
        self._outside = {
            language: [signs(text, aliases) for text in texts] for language, texts in (outside or {}).items()
        }
        self._signed: dict[str, dict[str, Signed]] = {}
        self._shelves: dict[str, Shelf] = {}
        for document in documents:
            self.put(document)

    def __len__(self) -> int:
        return sum(map(len, self._signed.values()))

    def put(self, document: Document) -> None:
        """Add a document, or replace the one of its id and language."""
        self._signed.setdefault(document.language, {})[document.id] = signed(document, self._aliases)
        self._shelves.pop(document.language, None)

    def remove(self, document_id: str, language: str) -> None:
        """Raises KeyError when there is no such document."""
        del self._signed[language][document_id]
        self._shelves.pop(language, None)

    def stand(self) -> None:
        """Arrange what is new now, rather than when somebody searches."""
        for language in self._signed:
            self._shelf(language)

    def search(self, question: str, *, language: str | None = None, limit: int = 3) -> Found:
        """The likeliest documents for any string, in `language` or else in the language of the question."""
        language = language or language_of(question)
        shelf = self._shelf(language)
        if not shelf.documents:
            return Found((), 1.0, fits=False)
        worth = self._worth.get(language, _UNLEARNT)
        compared = compare(shelf, [signs(question, self._aliases)])
        (probabilities,) = worth.probabilities(compared)
        if not compared[0, :-1].any():  # Not one familiar sign: any order would be a guess.
            return Found((), 1.0, fits=False)
        nothing = float(probabilities[-1])
        best = np.argsort(-probabilities[:-1], kind="stable")[:limit]
        hits = tuple(Hit(shelf.documents[place], float(probabilities[place])) for place in best.tolist())
        return Found(hits, nothing, fits=nothing < worth.refuse_from)

    def _shelf(self, language: str) -> Shelf:
        if language not in self._shelves:
            documents = self._signed.get(language, {})
            by_id = [documents[document_id] for document_id in sorted(documents)]
            self._shelves[language] = stand(by_id, self._outside.get(language, ()))
        return self._shelves[language]


_UNLEARNT = Worth()
