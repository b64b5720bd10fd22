"""All the carriers, and where one goes by its name."""

from __future__ import annotations

from tests.corpus.docx_carriers import DOCX_CARRIERS
from tests.corpus.html_carriers import HTML_CARRIERS
from tests.corpus.pdf_carriers import PDF_CARRIERS
from tests.corpus.pdf_scans import SCAN_CARRIERS

CARRIERS = (*PDF_CARRIERS, *SCAN_CARRIERS, *DOCX_CARRIERS, *HTML_CARRIERS)
