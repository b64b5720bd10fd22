"""Colours of a DOCX: hexadecimal, of the theme, of highlights and shading patterns, of drawn shapes."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass, field

from lxml import etree

from bole.parsing.text.contrast import BLACK, WHITE, Color, hex_color, mixed
from bole.parsing.word.package import DocxPackage, attribute, child, local_name, whole_number

_THEME_NAMES = {
    "dark1": "dk1", "light1": "lt1", "dark2": "dk2", "light2": "lt2", "hyperlink": "hlink",
    "followedHyperlink": "folHlink",
}  # fmt: skip
_MAPPED = {
    "text1": "t1", "background1": "bg1", "text2": "t2", "background2": "bg2", "tx1": "t1", "tx2": "t2",
    "bg1": "bg1", "bg2": "bg2",
}  # fmt: skip
_MAPPING = {"bg1": "lt1", "t1": "dk1", "bg2": "lt2", "t2": "dk2"}
_HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "darkBlue": "000080", "darkCyan": "008080",
    "darkGray": "808080", "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000",
    "darkYellow": "808000", "green": "00FF00", "lightGray": "C0C0C0", "magenta": "FF00FF", "red": "FF0000",
    "white": "FFFFFF", "yellow": "FFFF00",
}  # fmt: skip
_NAMED = {
    "white": WHITE, "black": BLACK, "silver": (192, 192, 192), "gray": (128, 128, 128), "red": (255, 0, 0),
    "blue": (0, 0, 255), "green": (0, 128, 0), "navy": (0, 0, 128), "yellow": (255, 255, 0), "snow": (255, 250, 250),
    "ivory": (255, 255, 240), "ghostWhite": (248, 248, 255), "whiteSmoke": (245, 245, 245),
}  # fmt: skip
_PERCENT = re.compile(r"pct(\d+)")
_PAINTS = frozenset({"solidFill", "gradFill", "blipFill", "pattFill", "grpFill"})


@dataclass(frozen=True, slots=True)
class Fill:
    """What a shape is filled with; `color` is None for pictures, gradients and colours that are not known."""

    color: Color | None = None
    alpha: float = 1.0


@dataclass(slots=True)
class Palette:
    """The colours of the theme by their names, as the settings map them; read when the first one is asked for."""

    package: DocxPackage
    colors: dict[str, Color] = field(default_factory=dict)
    mapping: dict[str, str] = field(default_factory=lambda: dict(_MAPPING))

    def themed(self, name: str) -> Color | None:
        """Returns a colour of the theme under any of the names that Word writes it with."""
        if not self.colors:
            self._read_theme()
            self._read_mapping()
        return self.colors.get(self.mapping.get(_MAPPED.get(name, ""), _THEME_NAMES.get(name, name)))

    def _read_theme(self) -> None:
        """Reads the theme; a document without one has the white page and black text of Office."""
        self.colors |= {"lt1": WHITE, "dk1": BLACK}
        for root in self.package.parts("theme"):
            scheme = child(root, "themeElements", "clrScheme")
            for one in scheme if scheme is not None else ():
                known = next((hex_color(attribute(value, "lastClr") or attribute(value, "val")) for value in one), None)
                if known:
                    self.colors[local_name(one)] = known

    def _read_mapping(self) -> None:
        for root in self.package.parts("settings"):
            declared = child(root, "clrSchemeMapping")
            for name in self.mapping if declared is not None else ():
                target = attribute(declared, name) if declared is not None else ""
                self.mapping[name] = _THEME_NAMES.get(target, target) or self.mapping[name]

    def text(self, element: etree._Element) -> Color | None:
        """Returns the colour of a `w:color`; None for the automatic one, which always stands out."""
        return self._of(element, "val", "theme")

    def page(self, element: etree._Element) -> Color | None:
        """Returns the colour of a `w:background`; None where it names none."""
        return self._of(element, "color", "theme")

    def shading(self, element: etree._Element) -> Color | None:
        """Returns what a `w:shd` paints; None for nothing."""
        pattern = attribute(element, "val")
        if pattern == "nil":
            return None
        fill = self._of(element, "fill", "themeFill")
        ink = self._of(element, "color", "theme")
        if pattern in {"", "clear"}:
            return fill
        percent = _PERCENT.fullmatch(pattern)
        share = 1.0 if pattern == "solid" else int(percent.group(1)) / 100 if percent else 0.5
        return mixed(ink or BLACK, fill or WHITE, min(share, 1.0))

    def _of(self, element: etree._Element, plain: str, theme: str) -> Color | None:
        name = attribute(element, f"{theme}Color" if theme == "theme" else theme)
        themed = self.themed(name) if name else None
        if themed is None:
            return hex_color(attribute(element, plain).lstrip("#"))
        return _toned(themed, attribute(element, f"{theme}Tint"), attribute(element, f"{theme}Shade"))

    def fill(self, properties: etree._Element | None) -> Fill | None:
        """Returns what the properties of a drawn shape or text fill it with; None for nothing or nothing said."""
        for one in properties if properties is not None else ():
            if local_name(one) in _PAINTS:
                return self.drawn(one) if local_name(one) == "solidFill" else Fill()
        return None

    def drawn(self, container: etree._Element) -> Fill:
        """Returns the colour inside a `solidFill` or a reference of a style."""
        for one in container:
            kind, value = local_name(one), attribute(one, "val")
            color: Color | None = None
            if kind == "srgbClr":
                color = hex_color(value)
            elif kind == "schemeClr":
                color = self.themed(value)
            elif kind == "sysClr":
                color = hex_color(attribute(one, "lastClr"))
            elif kind == "prstClr":
                color = _NAMED.get(value)
            return _adjusted(color, one)
        return Fill()


def highlight(name: str) -> Color | None:
    """Returns the colour of a highlighter; None for none."""
    digits = _HIGHLIGHTS.get(name)
    return hex_color(digits) if digits else None


def vml_color(text: str) -> Color | None:
    """Returns a colour of a shape of old Word, such as `#1f4e79 [3204]` or `navy`; None where it is not known."""
    word = text.partition("[")[0].strip()
    digits = word.lstrip("#")
    return hex_color(digits if len(digits) != 3 else "".join(one * 2 for one in digits)) or _NAMED.get(word)


def _toned(color: Color, tint: str, shade: str) -> Color:
    """Applies tint (towards white) and shade (towards black), each two hexadecimal digits."""
    hue, light, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in color))
    if tint:
        part = _share(tint)
        light = light * part + (1 - part)
    if shade:
        light *= _share(shade)
    return _rounded(colorsys.hls_to_rgb(hue, light, saturation))


def _share(digits: str) -> float:
    try:
        return min(int(digits, 16), 255) / 255
    except ValueError:
        return 1.0


def _adjusted(color: Color | None, element: etree._Element) -> Fill:
    """Applies the changes that stand inside of a drawn colour."""
    parts: dict[str, float] = {}
    for one in element:
        value = attribute(one, "val")
        if value:
            parts[local_name(one)] = whole_number(value, 100_000) / 100_000
    alpha = parts.get("alpha", 1.0)
    if color is None:
        return Fill(None, alpha)
    hue, light, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in color))
    light = light * parts.get("lumMod", 1.0) + parts.get("lumOff", 0.0)
    light = light * parts.get("shade", 1.0)
    if "tint" in parts:
        light = light * parts["tint"] + (1 - parts["tint"])
    return Fill(_rounded(colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), saturation)), alpha)


def _rounded(channels: tuple[float, float, float]) -> Color:
    red, green, blue = (round(channel * 255) for channel in channels)
    return red, green, blue
