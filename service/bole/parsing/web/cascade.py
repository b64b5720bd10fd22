"""Which declarations apply to an element: style sheets by weight and order, then its own style."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from cssselect import HTMLTranslator, SelectorError, parse
from lxml import etree
from lxml.html import HtmlElement

from bole.parsing.web.css import Declaration, declarations, expanded, is_too_deep, overloaded, rules

Declared = Mapping[str, str]
"""Value by property, both lower case."""

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_BRACE = re.compile(r"([{}])")
_LONG_SELECTORS = 2_000
_MARK = re.compile(r"[.#]-?[_a-zA-Z][\w-]*")
_NOT_OR = re.compile(r":(?:not|is|where|has|matches)\([^)]*\)|\[[^\]]*\]")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*([^()]*(?:\([^()]*\)[^()]*)*))?\)")
_MATTERS = re.compile(
    r"--|display|visib|opacity|filter|font|color|background|position|left|top|right|bottom|inset|margin|indent|clip|"
    r"overflow|width|height|transform|scale|translate|rotate|float|list-style|letter-spacing|text-fill|text-shadow|"
    r"text-stroke|zoom|mso-",
    re.IGNORECASE,
)
_MOST_VARIABLES = 8
"""Variables inside of variables that are followed."""

_LONGEST_CHAIN = 16
"""Elements inside of each other that one selector names; more take time that grows with their square."""
_MOST_MATCHES = 500_000
"""Declarations of style sheets that apply to elements, all together."""

_Weight = tuple[bool, tuple[int, int, int], int]


@dataclass(slots=True)
class Cascade:
    """The style sheets of one document, matched against its elements."""

    matched: dict[etree._Element, list[tuple[_Weight, Declaration]]] = field(default_factory=dict)

    @staticmethod
    def of(root: HtmlElement, css: str) -> Cascade:
        """Matches all rules of style sheets that decide how text is seen.

        Raises:
            BoleError: DOCUMENT_TOO_LONG when they are more or deeper than a page needs.
        """
        cascade = Cascade()
        css = _pruned(css, _marks(root)) if css else ""
        matches = 0
        for order, (selectors, declared) in enumerate(rules(_bounded(css))):
            for weight, path in _selected(selectors):
                if path.count("descendant::") > _LONGEST_CHAIN:
                    raise overloaded()
                found = _found(path, root)
                matches += len(found) * len(declared)
                if matches > _MOST_MATCHES:
                    raise overloaded()
                for element in found:
                    own = cascade.matched.setdefault(element, [])
                    own += [((one.important, weight, order), one) for one in declared]
        return cascade

    def declared(self, element: HtmlElement) -> dict[str, str]:
        """Returns what applies to an element; important rules stand over its own style.

        Raises:
            BoleError: DOCUMENT_TOO_LONG when its own style is deeper than anyone writes.
        """
        own = declarations(_bounded(str(element.get("style")))) if element.get("style") else ()
        sheet = sorted(self.matched.get(element, ()), key=lambda pair: pair[0])
        found = {one.name: one.value for weight, one in sheet if not weight[0]}
        found |= {one.name: one.value for one in own if not one.important}
        found |= {one.name: one.value for weight, one in sheet if weight[0]}
        return found | {one.name: one.value for one in own if one.important}


def _bounded(css: str) -> str:
    if is_too_deep(css):
        raise overloaded()
    return css


def resolved(declared: dict[str, str], inherited: Declared) -> tuple[dict[str, str], Declared]:
    """Puts in the values of variables; returns the declarations and the variables as the children inherit them."""
    own = {name: value for name, value in declared.items() if name.startswith("--")}
    variables = {**inherited, **own} if own else inherited
    if not any("var(" in value for value in declared.values()):
        return declared, variables
    parts = (part for name, value in declared.items() for part in expanded(name, _substituted(value, variables)))
    return {one.name: one.value for one in parts}, variables


def _substituted(value: str, variables: Declared) -> str:
    for _ in range(_MOST_VARIABLES):
        if "var(" not in value or len(value) > 1_000:
            break
        value = _VARIABLE.sub(lambda match: variables.get(match.group(1), match.group(2) or "").strip(), value)
    return value


def _marks(root: HtmlElement) -> frozenset[str]:
    """Returns the classes and ids of a document as selectors write them."""
    found = {
        f".{name}" for element in root.iter() if element.get("class") for name in str(element.get("class")).split()
    }
    return frozenset(found | {f"#{element.get('id')}" for element in root.iter() if element.get("id")})


def _pruned(css: str, marks: frozenset[str]) -> str:
    """Drops the rules that match nothing or decide nothing here, which most of the rules of most pages do."""
    pieces = _BRACE.split(_COMMENT.sub("", css))
    kept: list[str] = []
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        if pieces[index + 1 : index + 4 : 2] != ["{", "}"]:
            kept += pieces[index : index + 2]
            index += 2
            continue
        before, semicolon, selectors = piece.rpartition(";")
        kept.append(before + semicolon)
        if _may_matter(selectors, pieces[index + 2], marks):
            kept += [selectors, *pieces[index + 1 : index + 4]]
        index += 4
    return "".join(kept)


def _may_matter(selectors: str, body: str, marks: frozenset[str]) -> bool:
    if not _MATTERS.search(body):
        return False
    if "@" in selectors or "\\" in selectors or len(selectors) > _LONG_SELECTORS:
        return True
    return any(marks.issuperset(_MARK.findall(one)) for one in _NOT_OR.sub("", selectors).split(","))


@lru_cache(maxsize=2048)
def _selected(selectors: str) -> tuple[tuple[tuple[int, int, int], str], ...]:
    """Returns weight and path of each selector of a rule; those that only a browser can decide are left out."""
    return tuple(_paths(selectors))


def _paths(selectors: str) -> Iterator[tuple[tuple[int, int, int], str]]:
    try:
        for selector in parse(selectors):
            if selector.pseudo_element is None:
                yield selector.specificity(), HTMLTranslator().selector_to_xpath(selector)
    except SelectorError:
        return


def _found(path: str, root: HtmlElement) -> list[HtmlElement]:
    try:
        found = root.xpath(path)
    except etree.XPathError:
        return []
    return [one for one in found if isinstance(one, HtmlElement)] if isinstance(found, list) else []
