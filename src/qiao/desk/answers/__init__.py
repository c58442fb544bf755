"""What may be said next: the articles' answer, and what agents of this house have answered to the same matter before.

Past answers are learnt from contacts that ended well, without anything of the customer in them, and are offered only
once several customers have been answered so.
"""

from qiao.desk.answers.learning import learn_handler
from qiao.desk.answers.suggesting import SUGGESTED, Suggestion, suggestions

__all__ = ["SUGGESTED", "Suggestion", "learn_handler", "suggestions"]
