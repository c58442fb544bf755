"""Complaints that did not come up in a conversation: officers register them, whoever brought them and from wherever.

Nothing of it can refuse one. Who complains may be somebody nobody here knows: a record is made for her as for a
visitor, with a key of her own, so that sealing, her rights and joining records are as for everybody.
"""

from qiao.cases.intake.mapping import IMPORT
from qiao.cases.intake.registering import New, Registered, register

__all__ = ["IMPORT", "New", "Registered", "register"]
