"""How many people a queue needs, and how long its customers wait: what theory says exactly."""

from qiao.desk.planning.erlang import Waits, erlang_a

__all__ = ["Waits", "erlang_a"]
