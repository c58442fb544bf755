"""What leaves with a trace: how long what took, and how it ended; never what somebody typed.

The web framework makes spans of its own, and more with each of its versions: addresses with all that stands in them,
and what an exception says. So the attributes that may leave are named here, and all others stay.
"""

from collections.abc import Sequence

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import Status

MAY_LEAVE = frozenset(
    {
        "channel",
        "error.type",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "network.protocol.name",
        "network.protocol.version",
        "url.scheme",
    }
)


class WithoutWords(SpanExporter):
    """Hands spans on with those attributes alone that hold nothing of a customer's."""

    def __init__(self, onward: SpanExporter) -> None:
        self._onward = onward

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self._onward.export([_without_words(span) for span in spans])

    def shutdown(self) -> None:
        self._onward.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._onward.force_flush(timeout_millis)


def _without_words(span: ReadableSpan) -> ReadableSpan:
    """The span without its events (exceptions quote values) and links, its status without a description."""
    return ReadableSpan(
        name=span.name,
        context=span.get_span_context(),
        parent=span.parent,
        resource=span.resource,
        attributes={name: value for name, value in (span.attributes or {}).items() if name in MAY_LEAVE},
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )
