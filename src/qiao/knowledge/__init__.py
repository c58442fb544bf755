"""Knowledge: the answers, and which of them fits. Articles come from the pack; their source is always shown."""

from qiao.knowledge.answers import Answered, answer_for, name_of, rendered
from qiao.knowledge.keeping import WorthFileDamaged, load_worth, save_worth
from qiao.knowledge.library import ArticleHit, Library, Search, learn_worth

__all__ = [
    "Answered",
    "ArticleHit",
    "Library",
    "Search",
    "WorthFileDamaged",
    "answer_for",
    "learn_worth",
    "load_worth",
    "name_of",
    "rendered",
    "save_worth",
]
