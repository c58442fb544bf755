"""What helps an agent to write: ready texts, and a check of what she says before it goes.

Pure: both are data of the pack, and neither knows a database, a clock or a customer.
"""

from qiao.desk.composing.checking import Checker, Finding
from qiao.desk.composing.checks import CHECKS, Checks, Severity
from qiao.desk.composing.snippets import SNIPPETS, Snippets

__all__ = ["CHECKS", "SNIPPETS", "Checker", "Checks", "Finding", "Severity", "Snippets"]
