"""The routes of this part."""

from __future__ import annotations

from starlette.routing import BaseRoute

from bole.web.library import audit, reports, roles
from bole.web.pages import get, post


def routes() -> list[BaseRoute]:
    """Returns them."""
    return [
        get("/roles", roles.role_list),
        get("/roles/{role_id}", roles.role),
        get("/audit", audit.decisions),
        post("/audit", audit.check),
        get("/reports", reports.report_list),
        get("/reports/{name:path}", reports.report),
        get("/report-files/{name:path}", reports.report_file),
    ]
