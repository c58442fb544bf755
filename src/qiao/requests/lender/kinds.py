"""Short names for the kinds of facts, so that a table of fields reads as one."""

from qiao.requests.flows.catalogue import FactType

MONEY, DATE, MOMENT, COUNT = FactType.MONEY, FactType.DATE, FactType.MOMENT, FactType.COUNT
FLAG, TEXT, PHONE, EMAIL, ID = FactType.FLAG, FactType.TEXT, FactType.PHONE, FactType.EMAIL, FactType.ID
