"""The figures of the bot as Prometheus reads them."""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.pulse import Pulse
from storage.condition import Condition

MIME = CONTENT_TYPE_LATEST


def exposition(pulse: Pulse, found: Condition | None) -> bytes:
    """All figures as text; those of the database are missing when it does not answer."""
    registry = CollectorRegistry()
    registry.register(_Figures(pulse, found))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, pulse: Pulse, found: Condition | None) -> None:
        self._pulse = pulse
        self._found = found

    def collect(self) -> Iterator[Metric]:
        pulse, found = self._pulse, self._found
        yield CounterMetricFamily("stammkunde_updates", "Updates stored since the start", value=pulse.updates)
        yield _gauge("start_time_seconds", "When the bot was started", pulse.started.timestamp())
        yield _gauge("telegram_silent_seconds", "Since Telegram last answered", pulse.silent_s)
        yield _gauge("last_backup_timestamp_seconds", "When the last backup was made", _stamp(pulse.last_backup))
        yield _gauge("database_up", "Whether the database answers", float(found is not None))
        if found is not None:
            yield from _of_database(found)


def _of_database(found: Condition) -> Iterator[Metric]:
    yield _gauge("database_bytes", "Size of the database", found.size)
    letters = GaugeMetricFamily("stammkunde_outbox_letters", "Messages not said yet, by state", labels=["state"])
    for state, count in (("waiting", found.waiting), ("unclear", found.unclear), ("dead", found.dead)):
        letters.add_metric([state], count)
    yield letters
    yield _gauge("failed_updates", "Updates that could not be processed, of the last 30 days", found.failed)
    yield _gauge("last_update_timestamp_seconds", "When the last update was stored", _stamp(found.last_update))


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"stammkunde_{name}", words, value=value)


def _stamp(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0
