"""Makes pictures of matplotlib part of a page: no styles of their own, the page's colours, in light and dark."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

INK, FILL, GROUND = "#000001", "#000002", "#000003"
"""Colours that matplotlib is told; the page's own take their places."""

_COLOURS = {INK: "var(--ink)", FILL: "var(--accent)", GROUND: "var(--surface)"}
_LINK = "{http://www.w3.org/1999/xlink}href"
_SVG = "http://www.w3.org/2000/svg"


def inline_svg(written: bytes, name: str, spoken: str) -> str:
    """Makes a picture of matplotlib fit to stand in a page whose policy allows no style beside the page's own.

    Args:
        written: The file.
        name: Of the picture, unique in the page: stands before each identifier.
        spoken: What it shows, for who does not see it.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    root = etree.fromstring(written, parser)
    for part in root.iter(f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"):
        parent = part.getparent()
        if parent is not None:
            parent.remove(part)
    _name(root, name)
    for element in root.iter():
        _plain_attributes(element)
    kept = {str(key): str(value) for key, value in root.attrib.items() if key not in {"width", "height"}}
    _set(root, {**kept, "role": "img", "aria-labelledby": f"{name}-title", "class": "chart"})
    title = etree.Element(f"{{{_SVG}}}title", {"id": f"{name}-title"})
    title.text = spoken
    root.insert(0, title)
    return etree.tostring(root, encoding="unicode")


def _name(root: etree._Element, name: str) -> None:
    """Leaves the identifiers that something refers to, each with the chart's name before it: a page has several."""
    text = etree.tostring(root, encoding="unicode")
    for element in root.iter():
        kept = {str(key): str(value).replace("url(#", f"url(#{name}-") for key, value in element.attrib.items()}
        identifier, link = kept.pop("id", ""), kept.pop(_LINK, "")
        if identifier and f"#{identifier}" in text:
            kept["id"] = f"{name}-{identifier}"
        if link:
            kept["href"] = f"#{name}-{link.removeprefix('#')}"
        _set(element, kept)


def _plain_attributes(element: etree._Element) -> None:
    """Turns a style attribute into attributes of its own, with the page's colours."""
    kept = {str(key): str(value) for key, value in element.attrib.items()}
    for declaration in kept.pop("style", "").split(";"):
        key, _, value = (part.strip() for part in declaration.partition(":"))
        if key == "font":
            kept["font-size"] = value.split()[0]
        elif key and not key.startswith("-"):
            kept[key] = value
    kept.pop("font-family", "")  # the page's
    _set(element, {key: _COLOURS.get(value, value) for key, value in kept.items()})


def _set(element: etree._Element, attributes: Mapping[str, str]) -> None:
    element.attrib.clear()
    for key, value in attributes.items():
        element.set(key, value)
