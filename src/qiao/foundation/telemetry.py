"""What operators see: JSON log lines, Prometheus metrics, OpenTelemetry traces where they are configured.

What customers said and who they are may be logged only in fields named `pii_…`, and those are dropped before a
line is written.
"""

import contextlib
import importlib.util
import logging
import sys
from collections.abc import Generator, MutableMapping
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from qiao.foundation.errors import Unavailable

registry = CollectorRegistry()

messages_accepted = Counter("qiao_messages_accepted", "Customer messages stored.", ["channel"], registry=registry)
replies = Counter("qiao_bot_replies", "What the robot decided.", ["decision"], registry=registry)
reply_seconds = Histogram(
    "qiao_reply_seconds",
    "From a customer message stored to the robot's reply stored.",
    buckets=(0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
    registry=registry,
)
sockets = Gauge("qiao_sockets", "Open sockets.", ["side"], registry=registry)
waiting_items = Gauge("qiao_desk_waiting", "Work items that wait for a person.", registry=registry)
jobs_due = Gauge("qiao_jobs_due", "Jobs due and not yet done.", registry=registry)
jobs_oldest_seconds = Gauge(
    "qiao_jobs_oldest_seconds", "Age of the oldest job that waits for nothing.", registry=registry
)
jobs_dead = Gauge("qiao_jobs_dead", "Jobs set aside after too many tries.", registry=registry)
audit_troubled = Gauge("qiao_audit_troubled", "1 while the audit trail cannot be sealed.", registry=registry)
lender_cpu_seconds = Counter(
    "qiao_lender_cpu_seconds", "Processor time spent on asking the lender's systems.", registry=registry
)
deliveries = Counter("qiao_deliveries", "What became of messages to persons.", ["way", "state"], registry=registry)
webhook_tries = Counter("qiao_webhook_tries", "Webhooks sent, by how it ended.", ["outcome"], registry=registry)
requests_shed = Counter("qiao_shed", "Work refused under load.", ["admission_class"], registry=registry)


def configure_logging(level: str, *, stream: Any = None) -> None:  # noqa: ANN401  (a text stream)
    """One JSON line an event, to `stream` (standard error by default); the standard library's lines too."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_secrets,
        structlog.processors.dict_tracebacks,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)  # Its own parts, at each migration.
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # The client of the lender's systems tells every address, and an address may name a telephone number.
    for noisy in ("uvicorn.error", "uvicorn.access", "asyncio", "httpx", "httpcore"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


class TracingMissing(Unavailable):
    """Traces need the `telemetry` extra: install `qiao[telemetry]`, or unset QIAO_TELEMETRY_ENDPOINT."""


_tracer: Any = None


@contextlib.contextmanager
def span(name: str, **attributes: str) -> Generator[None]:
    """A span of the current trace, or nothing where none is made; no words of customers in names or attributes."""
    if _tracer is None:
        yield
        return
    with _tracer.start_as_current_span(name, attributes=attributes):
        yield


def start_tracing(endpoint: str) -> None:
    """Send traces to an OTLP/HTTP `endpoint`. Raises TracingMissing without the `telemetry` extra."""
    global _tracer  # noqa: PLW0603  (one tracer a process, as OpenTelemetry has it)
    if importlib.util.find_spec("opentelemetry") is None:
        raise TracingMissing
    from opentelemetry import trace  # noqa: PLC0415  (an optional part)
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    from qiao.foundation.spans import WithoutWords  # noqa: PLC0415

    provider = TracerProvider(resource=Resource.create({"service.name": "qiao"}))
    provider.add_span_processor(BatchSpanProcessor(WithoutWords(OTLPSpanExporter(endpoint=endpoint))))
    trace.set_tracer_provider(provider)
    _tracer = trace.get_tracer("qiao")


def _without_secrets(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop `pii_…` fields, and of an exception everything but its kind and place: messages may quote values."""
    for name in [name for name in line if name.startswith("pii_")]:
        del line[name]
    trouble = line.pop("exc_info", None)
    if trouble:
        kind, error, traceback = (
            sys.exc_info()
            if trouble is True
            else trouble
            if isinstance(trouble, tuple)
            else (type(trouble), trouble, trouble.__traceback__)
        )
        line["exception"] = kind.__name__ if kind else None
        places: list[str] = []
        while traceback is not None:
            code = traceback.tb_frame.f_code
            places.append(f"{code.co_filename.rpartition('/')[2]}:{traceback.tb_lineno}:{code.co_name}")
            traceback = traceback.tb_next
        line["at"] = places[-8:]
        del error
    return line
