"""Styles of a DOCX, and what numbers its paragraphs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lxml import etree

from bole.parsing.text.contrast import WHITE, Color
from bole.parsing.word.color import Palette
from bole.parsing.word.look import OFF, RunLook, vanish
from bole.parsing.word.package import DocxPackage, attribute, child, local_name, whole_number

_DEEPEST_STYLE = 12
_DEEPEST_LEVEL = 8
_CHINESE_DIGITS = "零一二三四五六七八九十"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(slots=True)
class Styles:
    """The styles of a document by identifier."""

    palette: Palette
    by_id: dict[str, etree._Element] = field(default_factory=dict)
    default: RunLook = field(default_factory=RunLook)
    default_paragraph: str = ""
    looks: dict[tuple[str, RunLook], RunLook] = field(default_factory=dict)

    @staticmethod
    def of(package: DocxPackage, document: etree._Element) -> Styles:
        """Reads theme, settings and styles; a document without them has plain black text on white."""
        styles = Styles(Palette(package))
        styles.default = page = RunLook(page=_page_color(package, document, styles.palette))
        for root in package.parts("styles"):
            defaults = child(root, "docDefaults", "rPrDefault", "rPr")
            look = page.with_properties(defaults, styles.palette)
            look = look.with_properties(child(root, "docDefaults", "pPrDefault", "pPr"), styles.palette)
            styles.default = replace(look, default_vanished=bool(vanish(defaults)))
            for style in root:
                if local_name(style) == "style":
                    styles.by_id[attribute(style, "styleId")] = style
                    if attribute(style, "type") == "paragraph" and attribute(style, "default") not in {"", *OFF}:
                        styles.default_paragraph = attribute(style, "styleId")
        return styles

    def apply(self, style_id: str, look: RunLook) -> RunLook:
        """Returns `look` with a style and all that it is based on."""
        key = style_id, look
        if key not in self.looks:
            self.looks[key] = self.layered(look, list(reversed(self.chain(style_id))))
        return self.looks[key]

    def layered(self, look: RunLook, layers: list[etree._Element]) -> RunLook:
        """Returns `look` with styles or conditional formats of one level on top, the last one deciding."""
        vanished: bool | None = None
        for layer in layers:
            properties = child(layer, "rPr")
            own = vanish(properties)
            vanished = vanished if own is None else own
            for part in (properties, child(layer, "pPr"), child(layer, "tblPr"), child(layer, "tcPr")):
                look = look.with_properties(part, self.palette)
        return replace(look, styles_vanish=not look.styles_vanish) if vanished else look

    def chain(self, style_id: str) -> list[etree._Element]:
        """Returns a style and those it is based on, the nearest first."""
        found: list[etree._Element] = []
        while style_id in self.by_id and len(found) < _DEEPEST_STYLE:
            style = self.by_id[style_id]
            found.append(style)
            base = child(style, "basedOn")
            style_id = attribute(base, "val") if base is not None else ""
        return found


def _page_color(package: DocxPackage, document: etree._Element, palette: Palette) -> Color:
    """Returns the colour of the page, which shows only where the settings say so."""
    background = child(document, "background")
    if background is None:
        return WHITE
    shown = any(child(root, "displayBackgroundShape") is not None for root in package.parts("settings"))
    return palette.page(background) or WHITE if shown else WHITE


@dataclass(slots=True)
class Numbering:
    """Bullets and numbers that Word draws before paragraphs."""

    styles: Styles
    levels: dict[tuple[str, str], tuple[str, str, int]] = field(default_factory=dict)
    """Format, text and first number by (number id, level)."""
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    @staticmethod
    def of(package: DocxPackage, styles: Styles) -> Numbering:
        """Reads the numbering part."""
        numbering = Numbering(styles)
        for root in package.parts("numbering"):
            abstract = {attribute(one, "abstractNumId"): one for one in root if local_name(one) == "abstractNum"}
            for number in root:
                source = child(number, "abstractNumId") if local_name(number) == "num" else None
                if source is not None and (levels := abstract.get(attribute(source, "val"))) is not None:
                    numbering.add(attribute(number, "numId"), levels)
        return numbering

    def add(self, number_id: str, levels: etree._Element) -> None:
        """Records the levels of one list."""
        for level in levels:
            if local_name(level) == "lvl":
                form, text, start = (child(level, name) for name in ("numFmt", "lvlText", "start"))
                first = attribute(start, "val") if start is not None else "1"
                self.levels[number_id, attribute(level, "ilvl")] = (
                    attribute(form, "val") if form is not None else "decimal",
                    attribute(text, "val") if text is not None else "",
                    whole_number(first, 1),
                )

    def mark(self, paragraph_properties: etree._Element | None, style_id: str) -> str:
        """Returns the bullet or number before a paragraph with a blank after it; empty when it has none."""
        number = child(paragraph_properties, "numPr")
        if number is None:
            number = next((n for s in self.styles.chain(style_id) if (n := child(s, "pPr", "numPr")) is not None), None)
        if number is None:
            return ""
        number_id, level = (
            attribute(one, "val") if one is not None else "0" for one in (child(number, "numId"), child(number, "ilvl"))
        )
        form, text, first = self.levels.get((number_id, level), ("none", "", 1))
        if form == "bullet":
            return "• "
        if form == "none" or not text:
            return ""
        self.counts[number_id, level] = self.counts.get((number_id, level), first - 1) + 1
        for key in [key for key in self.counts if key[0] == number_id and key[1] > level]:
            del self.counts[key]
        for depth in range(min(whole_number(level, 0), _DEEPEST_LEVEL) + 1):
            own = self.levels.get((number_id, str(depth)), (form, "", 1))
            text = text.replace(f"%{depth + 1}", _numeral(self.counts.get((number_id, str(depth)), own[2]), own[0]))
        return f"{text} "


def _numeral(number: int, form: str) -> str:
    if form.lower().endswith("letter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if form.startswith("upper") else letter
    if form.lower().endswith("roman") and 0 < number < 40:
        roman = ""
        for value, digits in _ROMAN:
            count, number = divmod(number, value)
            roman += digits * count
        return roman.upper() if form.startswith("upper") else roman
    if form.startswith(("chinese", "ideograph", "japanese", "taiwanese")) and 0 < number < 100:
        tens, ones = divmod(number, 10)
        head = ("" if tens < 2 else _CHINESE_DIGITS[tens]) + ("十" if tens else "")
        return head + (_CHINESE_DIGITS[ones] if ones or not tens else "")
    return str(number)
