"""What Prometheus reads at /metrics, with a token: taken from the same report as the health page."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from dashboard.identity import Who, needs
from dashboard.live import Hub
from dashboard.permissions import Permission
from dashboard.ports import Gateway

router = APIRouter()
ReadsMetrics = Annotated[Who, needs(Permission.READ_METRICS)]


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request, who: ReadsMetrics) -> Response:
    """Prometheus text."""
    return Response(generate_latest(request.app.state.metrics), headers={"Content-Type": CONTENT_TYPE_LATEST})


def registry(gateway: Gateway, hub: Hub) -> CollectorRegistry:
    """What is measured, gathered anew at each reading."""
    made = CollectorRegistry()
    made.register(_Measures(gateway, hub))
    return made


class _Measures(Collector):
    def __init__(self, gateway: Gateway, hub: Hub) -> None:
        self._gateway = gateway
        self._hub = hub

    def collect(self) -> Iterable[Metric]:
        report = self._gateway.health.report()
        detail = report["detail"]
        yield _gauge("gatehouse_up", "1: well, 0: degraded", report["status"] == "ok")
        yield _gauge("gatehouse_database_up", "whether the database answers", report["database"] == "ok")
        yield _gauge("gatehouse_broker_up", "whether the broker answers", report["broker"] == "ok")
        yield _by("gatehouse_points", "points by quality", "quality", report["points"])
        yield _by("gatehouse_devices", "devices by state", "state", report["devices"])
        yield _gauge("gatehouse_spool_rows", "readings that wait for the database", report["spool"]["rows"])
        yield _gauge("gatehouse_spool_bytes", "their size", report["spool"]["bytes"])
        yield _counter("gatehouse_spool_dropped", "readings that had to be dropped", report["spool"]["dropped"])
        yield _gauge("gatehouse_journal_waiting", "events not in the database yet", detail["journal"]["waiting"])
        yield _counter("gatehouse_polls", "polls of devices", detail["lateness"]["polls"])
        yield _counter("gatehouse_polls_late", "polls that began late", detail["lateness"]["late"])
        yield _by("gatehouse_notifications", "messages by state", "state", detail["notifications"])
        yield _counter("gatehouse_unreadable", "messages that could not be read", detail["unreadable"]["count"])
        yield _gauge("gatehouse_screens", "live connections", self._hub.screens)
        yield _by("gatehouse_alarms_open", "open alarms by priority", "priority", self._open_alarms())

    def _open_alarms(self) -> dict[str, int]:
        found = Counter(int(alarm.priority) for alarm in self._gateway.alarms.open_alarms())
        return {str(priority): found[priority] for priority in (1, 2, 3, 4)}


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(name, about, value=float(value))


def _counter(name: str, about: str, value: float) -> Metric:
    return CounterMetricFamily(name, about, value=float(value))


def _by(name: str, about: str, label: str, values: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, about, labels=[label])
    for key, value in values.items():
        family.add_metric([key], float(value))
    return family
