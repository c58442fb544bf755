"""Who may see what, and why: the grant table of the pack, compiled, and the one decision over it.

A right is post × field × purpose. The table is a file that people review and two sign (`grants.csv`); what it does not
say is denied, and what one row forbids no other row gives.
"""

from qiao.access.grants.book import GrantBook, Sight
from qiao.access.grants.checks import FOLDER
from qiao.access.grants.decide import Asked, Hidden, Holding, Shown, decide
from qiao.access.grants.rows import Row
from qiao.access.grants.schema import DataField, Purpose, Reason
from qiao.access.grants.section import GRANTS
from qiao.access.grants.table import GrantTable
from qiao.access.grants.terms import ACTS, Because, Duty, Form, Grant, MaskKind, Right, Scope

__all__ = [
    "ACTS",
    "FOLDER",
    "GRANTS",
    "Asked",
    "Because",
    "DataField",
    "Duty",
    "Form",
    "Grant",
    "GrantBook",
    "GrantTable",
    "Hidden",
    "Holding",
    "MaskKind",
    "Purpose",
    "Reason",
    "Right",
    "Row",
    "Scope",
    "Shown",
    "Sight",
    "decide",
]
