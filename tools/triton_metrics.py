"""Reads the metrics of a Triton server."""

from __future__ import annotations

from collections.abc import Mapping

from triton_process import read_url

MetricKey = tuple[str, frozenset[tuple[str, str]]]
"""The family of a series, and its labels."""


def read_metrics(url: str) -> dict[MetricKey, float]:
    """Reads the Prometheus text of a server: the value of each series by family and labels."""
    return parse_metrics(read_url(url, timeout=10).decode())


def parse_metrics(text: str) -> dict[MetricKey, float]:
    """Reads Prometheus text; Triton's label values hold neither commas nor quotes."""
    series = {}
    for line in text.splitlines():
        if not line.startswith("#") and line.strip():
            name, _, value = line.rpartition(" ")
            family, _, labels = name.partition("{")
            pairs = (pair.partition("=") for pair in labels.removesuffix("}").split(",") if pair)
            series[family, frozenset((key, quoted.strip('"')) for key, _, quoted in pairs)] = float(value)
    return series


def metric(metrics: Mapping[MetricKey, float], family: str, **labels: str) -> float | None:
    """Returns the value of the one series of the family that has these labels (it may have more), or None."""
    for (name, found), value in metrics.items():
        if name == family and set(labels.items()) <= found:
            return value
    return None
