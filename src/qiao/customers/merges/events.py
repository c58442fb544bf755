"""What is announced of records that are one person. Subject is each of the two; the payload names the other."""

from qiao.foundation.events import declare
from qiao.foundation.retention import OnErase

CUSTOMERS_MERGED = declare(
    "CustomersMerged", kind="customer", on_erase=OnErase.KEEP, why="two pseudonyms were one person from then on"
)
CUSTOMERS_PARTED = declare(
    "CustomersParted", kind="customer", on_erase=OnErase.KEEP, why="two pseudonyms were one person until then"
)
