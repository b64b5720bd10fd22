"""Text boxes of a DOCX: where they stand, what they are filled with, how much of their text fits."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from bole.domain.resume import HiddenTextKind
from bole.parsing.text.contrast import mixed
from bole.parsing.word.color import Fill
from bole.parsing.word.floating import Place, Sheet, drawing_place, old_fill, shape_fill, shape_place
from bole.parsing.word.look import OFF, RunLook, whole
from bole.parsing.word.package import attribute, child, local_name
from bole.parsing.word.style import Styles

_OLD_SHAPES = frozenset({"shape", "rect", "roundrect", "oval"})
_PAINTS = ("solidFill", "gradFill", "blipFill", "pattFill", "grpFill")


def box_look(box: etree._Element, around: RunLook, styles: Styles, sheet: Sheet) -> RunLook:
    """Returns how plain text in a text box looks; a filled one is the ground of its text.

    Args:
        box: Its content.
        around: The look of the run that holds it.
        styles: The styles of the document.
        sheet: The page.
    """
    look = replace(styles.default, forced=_hidden(box, around, sheet))
    shape = _shape(box)
    if shape is None:
        return look
    letters = child(shape, "style", "fontRef")
    if letters is not None:
        look = replace(look, color=styles.palette.drawn(letters).color)
    fill = shape_fill(shape, styles.palette) if local_name(shape) == "wsp" else old_fill(shape)
    if fill is None:
        fill = Fill() if _has_filled_sibling(shape) else None
    if fill is None:
        return look
    color = fill.color
    return replace(look, pictured=color is None, cell=color and mixed(color, look.page, fill.alpha))


def room(box: etree._Element, sheet: Sheet) -> tuple[float, float] | None:
    """Returns width and height of a text box in points; None for one that grows, or goes on in another."""
    frame = box.getparent()
    goes_on = frame is not None and (attribute(frame, "id") or local_name(frame) == "linkedTxbx")
    place = None if goes_on or _grows(box) else _place(box, sheet)
    return (place.width, place.height) if place is not None else None


def box_order(box: etree._Element) -> tuple[int, int]:
    """Returns where a floating box stands, from the top and from the left; boxes in line stand first."""
    anchor = next((one for one in box.iterancestors() if local_name(one) == "anchor"), None)
    offsets = (child(anchor, side, "posOffset") for side in ("positionV", "positionH"))
    down, across = (whole((one.text or "").strip()) if one is not None else 0 for one in offsets)
    return down, across


def _hidden(box: etree._Element, around: RunLook, sheet: Sheet) -> HiddenTextKind | None:
    """Why all text of a box is hidden; None when it is not."""
    if around.forced or around.vanished or _is_marked(box):
        return around.forced or HiddenTextKind.MARKED_HIDDEN
    place = _place(box, sheet)
    return place.hidden(sheet, grows=_grows(box)) if place is not None else None


def _is_marked(box: etree._Element) -> bool:
    for one in box.iterancestors():
        marks = child(one, "docPr") if local_name(one) in {"anchor", "inline"} else None
        if marks is not None and attribute(marks, "hidden") not in {"", *OFF}:
            return True
        if local_name(one) in _OLD_SHAPES and "visibility:hidden" in attribute(one, "style").replace(" ", ""):
            return True
    return False


def _place(box: etree._Element, sheet: Sheet) -> Place | None:
    for one in box.iterancestors():
        if local_name(one) in {"anchor", "inline"}:
            return drawing_place(one, sheet)
        if local_name(one) in _OLD_SHAPES and attribute(one, "style"):
            return shape_place(one)
    return None


def _shape(box: etree._Element) -> etree._Element | None:
    return next((one for one in box.iterancestors() if local_name(one) in {"wsp", *_OLD_SHAPES}), None)


def _has_filled_sibling(shape: etree._Element) -> bool:
    """Tells whether a picture or filled shape of the same group or canvas is behind the middle of a shape."""
    group = next((one for one in shape.iterancestors() if local_name(one) in {"wgp", "wpc", "grpSp", "group"}), None)
    own = _rectangle(shape)
    for one in group if group is not None else ():
        if one is not shape and _is_painted(one) and _covers(_rectangle(one), own):
            return True
    return False


def _is_painted(shape: etree._Element) -> bool:
    name = local_name(shape)
    if name in {"grpSp", "group"}:
        return any(map(_is_painted, shape))
    if name in _OLD_SHAPES:
        return old_fill(shape) is not None
    # The ground of a canvas holds its fill without properties around it.
    properties, reference = shape if name == "bg" else child(shape, "spPr"), child(shape, "style", "fillRef")
    if any(child(properties, fill) is not None for fill in _PAINTS):
        return True
    by_style = reference is not None and attribute(reference, "idx") != "0" and child(properties, "noFill") is None
    return name == "pic" or by_style


def _covers(one: tuple[int, int, int, int] | None, other: tuple[int, int, int, int] | None) -> bool:
    """Tells whether a rectangle holds the middle of another; unknown ones may."""
    if one is None or other is None:
        return True
    across, down = other[0] + other[2] // 2, other[1] + other[3] // 2
    return one[0] <= across <= one[0] + one[2] and one[1] <= down <= one[1] + one[3]


def _rectangle(shape: etree._Element) -> tuple[int, int, int, int] | None:
    """Returns left, top, width and height of a drawn shape in the units of its group."""
    frame = child(shape, "spPr", "xfrm")
    offset, size = child(frame, "off"), child(frame, "ext")
    if offset is None or size is None:
        return None
    left, top = whole(attribute(offset, "x")), whole(attribute(offset, "y"))
    return left, top, whole(attribute(size, "cx")), whole(attribute(size, "cy"))


def _grows(box: etree._Element) -> bool:
    """Tells whether a text box becomes as high as its text needs."""
    shape = _shape(box)
    if shape is None:
        return False
    if child(shape, "bodyPr", "spAutoFit") is not None:
        return True
    frame = child(shape, "textbox")
    return frame is not None and "mso-fit-shape-to-text:t" in attribute(frame, "style")
