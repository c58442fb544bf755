"""Knowledge: the answers, and which of them fits. Articles come from the pack; their source is always shown."""

from qiao.knowledge.answers import Answered, answer_for, name_of, rendered

__all__ = ["Answered", "answer_for", "name_of", "rendered"]
