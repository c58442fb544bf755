"""Ready texts that an agent keeps for herself, beside those of the pack: hers alone, and gone with her account."""

from qiao.desk.own_snippets.keeping import AT_MOST, LONGEST, add, change, forget, kept_by, remove, wire
from qiao.desk.own_snippets.model import OwnSnippetRow

__all__ = ["AT_MOST", "LONGEST", "OwnSnippetRow", "add", "change", "forget", "kept_by", "remove", "wire"]
