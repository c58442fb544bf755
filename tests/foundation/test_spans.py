"""Traces say how long what took, and nothing of what was said."""

from collections.abc import Sequence

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import StatusCode

from qiao.foundation.spans import MAY_LEAVE, WithoutWords

PHONE = "19900000017"


class _Kept(SpanExporter):
    def __init__(self) -> None:
        self.spans: list[ReadableSpan] = []

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.spans += spans
        return SpanExportResult.SUCCESS


@pytest.fixture
def kept() -> _Kept:
    return _Kept()


@pytest.fixture
def provider(kept: _Kept) -> TracerProvider:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(WithoutWords(kept)))
    return provider


def test_what_is_not_named_stays_and_the_rest_leaves(kept: _Kept, provider: TracerProvider) -> None:
    said = {"url.path": f"/{PHONE}", "url.query": f"q={PHONE}", "client.address": "10.1.2.3", "anything.new": PHONE}
    with provider.get_tracer("x").start_as_current_span("GET /desk", attributes={**said, "http.route": "/desk"}):
        pass
    (span,) = kept.spans
    assert (span.name, dict(span.attributes or {})) == ("GET /desk", {"http.route": "/desk"})
    assert span.start_time is not None
    assert span.end_time is not None
    assert span.end_time >= span.start_time
    assert "url.path" not in MAY_LEAVE


def test_of_trouble_a_trace_tells_that_there_was_some(kept: _Kept, provider: TracerProvider) -> None:
    tracer = provider.get_tracer("x")

    def fail() -> None:
        with tracer.start_as_current_span("outer"), tracer.start_as_current_span("inner"):
            raise ValueError(PHONE)

    with pytest.raises(ValueError, match=PHONE):
        fail()
    inner, outer = kept.spans
    assert (outer.status.status_code, outer.status.description, list(outer.events)) == (StatusCode.ERROR, None, [])
    assert inner.parent == outer.get_span_context()
    assert PHONE not in "".join(span.to_json() for span in kept.spans)
