"""Measures the figures and writes them to `out/bench.json` as they come: `python benchmarks/run.py [NAME...]`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import access
import batches
import browser
import bulk
import command_line
import encoder
import hidden_text
import hostile
import interviews
import model_server
import model_service
import overload
import pages
import parsing
import profile_fields
import reading_order
import recognition
import screening
import telemetry
import unary

OUT = Path(__file__).resolve().parent.parent / "out" / "bench.json"

FIGURES: dict[str, Callable[[], dict[str, float]]] = {
    "parse": parsing.measure,
    "reading_order": reading_order.measure,
    "profile_f1": profile_fields.measure,
    "ocr_word_recall": recognition.measure,
    "render_page_ms_p50": pages.measure,
    "hidden_text_detection_rate": hidden_text.measure,
    "hostile_survived": hostile.measure,
    "rules_screenings_per_second": screening.measure,
    "encoder_seconds_per_resume": encoder.measure,
    "unary_overhead_ms_p50": unary.measure,
    "telemetry_overhead": telemetry.measure,
    "auth_overhead_ms_p50": access.measure,
    "cli_help_seconds": command_line.measure,
    "serving_efficiency": model_service.measure_efficiency,
    "added_latency_ms_p50": model_service.measure_latency,
    "prefix_reuse_ratio": model_service.measure_prefix_reuse,
    "batching_speedup_vs_sequential": model_server.measure_batching,
    "prefix_reuse_speedup": model_server.measure_prefix_speedup,
    "invalid_output_rate": model_server.measure_invalid_output,
    "batch_items_per_second": batches.measure_rate,
    "batch_memory_growth": batches.measure_size,
    "rescore_seconds_of_10000": batches.measure_rescoring,
    "cache_hit_speedup": batches.measure_cache,
    "minutes_per_100_resumes": batches.measure_hundred,
    "shed_latency_ms_p99": overload.measure,
    "bulk_scaling": bulk.measure_scaling,
    "bulk_efficiency": bulk.measure_efficiency,
    "console": browser.measure,
    "interview_kits": interviews.measure_kits,
    "question_distinctness": interviews.measure_distinctness,
}
"""What `ONLY=` picks, each giving one or more figures."""


def main(names: list[str]) -> int:
    """Measures the named figures, or all, and returns the exit status."""
    unknown = [name for name in names if name not in FIGURES]
    if unknown:
        print(f"No such figure: {', '.join(unknown)}. There are: {', '.join(FIGURES)}.", file=sys.stderr)
        return 2
    OUT.parent.mkdir(exist_ok=True)
    measured: dict[str, float] = json.loads(OUT.read_text()) if OUT.exists() else {}
    for name in names or list(FIGURES):
        for figure, value in FIGURES[name]().items():
            measured[figure] = round(value, 4)
            print(f"{figure}: {measured[figure]:g}", flush=True)
            OUT.write_text(json.dumps(measured, indent=2, sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
