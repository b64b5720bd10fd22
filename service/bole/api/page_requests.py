"""Pictures of pages: requests to what is painted, and the answer."""

from __future__ import annotations

from bole.api.validation import values_within
from bole.parsing.painter import PaintedPage
from bole.v1 import screening_service_pb2 as pb

DEFAULT_WIDTH = 1_200
NARROWEST, WIDEST = 100, 2_400
MOST_PAGES = 10_000
"""Page numbers beyond it are no page of any document that is read."""


def page_number(message: pb.RenderPageRequest) -> int:
    """Converts which page is asked for, from 1."""
    values_within(message.page_number, "page_number", 1, MOST_PAGES)
    return message.page_number


def width_pixels(message: pb.RenderPageRequest) -> int:
    """Converts how wide the picture is to be."""
    if not message.width_pixels:
        return DEFAULT_WIDTH
    values_within(message.width_pixels, "width_pixels", NARROWEST, WIDEST)
    return message.width_pixels


def answer(page: PaintedPage) -> pb.RenderPageResponse:
    """Converts a painted page."""
    return pb.RenderPageResponse(
        png=page.png,
        width_points=page.width_points,
        height_points=page.height_points,
        page_count=page.page_count,
    )
