"""Writes the report as one HTML file that asks for nothing and runs nothing."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from bole.evaluation.report.content import Report
from bole.evaluation.report.plots import can_draw, drawn
from bole.evaluation.report.values import MEASURED_HERE
from bole.reports.cells import portable_text
from bole.reports.pages import templates_of

NO_PLOTS = "The charts are left out: they need matplotlib, which the extra `evaluate` installs."


def as_html(report: Report) -> str:
    """Returns the page; every text is escaped, and charts are left out, and that is said, where nothing can draw."""
    draws = can_draw()
    pictures = {
        one.anchor: [(chart, Markup(drawn(chart))) for chart in one.charts] if draws else []  # noqa: S704 - lxml escapes
        for one in report.sections
    }
    style = _style()
    written = (
        templates_of("bole.evaluation.report")
        .get_template("report.html.jinja")
        .render(
            report=report,
            lead=report.lead if draws else (*report.lead, NO_PLOTS),
            pictures=pictures,
            usual_source=MEASURED_HERE,
            style=Markup(style),  # noqa: S704 - our own files, and escaping would break their digest
            style_digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        )
    )
    return portable_text(written)


@cache
def _style() -> str:
    shared = files("bole.reports").joinpath("report.css").read_text(encoding="utf-8")
    return shared + files("bole.evaluation.report").joinpath("evaluation.css").read_text(encoding="utf-8")
