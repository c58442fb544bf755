"""Finding the documents that answer a question, and saying when none does.

An index holds documents in their languages, with questions that each of them answers. A question is compared with
those questions and with the words of the documents; what the comparison is worth is learnt from questions held out.
"""

from .documents import Document, Found, Hit, Passage
from .index import Index
from .learning import TooFewQuestions, learn
from .passages import Sentences, sentences
from .worth import RECIPE, Worth

__all__ = [
    "RECIPE",
    "Document",
    "Found",
    "Hit",
    "Index",
    "Passage",
    "Sentences",
    "TooFewQuestions",
    "Worth",
    "learn",
    "sentences",
]
