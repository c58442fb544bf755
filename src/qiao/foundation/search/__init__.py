"""Chinese search that gives the same answers on SQLite and PostgreSQL.

Text is cut into our own tokens (`tokens.py`) and kept in a table of ids and tokens (`table.py`). A room makes
a `SearchTable`, keeps it in step with its own rows, and narrows its own SELECT by `matching`.
"""

from qiao.foundation.search.table import SearchTable
from qiao.foundation.search.tokens import MAX_INDEXED_CHARS, Dialect, index_tokens, query_expression

__all__ = ["MAX_INDEXED_CHARS", "Dialect", "SearchTable", "index_tokens", "query_expression"]
