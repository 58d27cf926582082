"""One truth per attempt from witnesses that disagree: what restarted, once each, whatever was missed in between.

The ledger is a value. `update` takes the former one and a view of the node, and gives the next one with what is new;
`history` keeps both in one transaction. So a daemon that is killed anywhere finds again what is left to be found.

What is counted as a container's restart: every attempt beyond the first of a pod UID. A new UID's first attempt is a
record of kind `pod_replaced` and is not counted. Attempts that lie between two known numbers happened and are counted.
What was there before the ledger began is history: told of, never counted. It has begun for good once every source was
asked and anything was seen; from then on a container that nobody knew counts from its attempt 1.
"""

from __future__ import annotations

from whyrestart.ledger.account import Book, Pending
from whyrestart.ledger.book import PATIENCE, Ledger, Step, attribute, begin, update
from whyrestart.ledger.units import UnitBook

__all__ = ["PATIENCE", "Book", "Ledger", "Pending", "Step", "UnitBook", "attribute", "begin", "update"]
