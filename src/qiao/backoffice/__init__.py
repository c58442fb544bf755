"""The lender's own systems, seen from the house: what can be asked of them and what they answer.

`contract` is the written agreement (operations, shapes, signatures); a lender implements it in front of its core
systems. `sandbox` is a lender that does not exist, for trying and testing everything.
"""

from qiao.backoffice import contract

__all__ = ["contract"]
