"""The `<style>` sheets of a document: which declarations meet which element."""

import re
from collections import defaultdict

from cssselect import GenericTranslator, SelectorError, parse
from cssselect.parser import Element
from lxml import etree

from .declarations import parse_declarations

SVG = "{http://www.w3.org/2000/svg}"
_COMMENT = re.compile(r"/\*.*?(?:\*/|$)|<!--|-->", re.DOTALL)
_DEEPEST = 8  # @media blocks inside each other; nobody writes more, but they may come without end
_SCREEN = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)\s*$", re.IGNORECASE)


class _SvgTranslator(GenericTranslator):
    """Type selectors without a prefix mean SVG elements."""

    def xpath_element(self, selector):
        if selector.element and not selector.namespace:
            selector = Element("svg", selector.element)
        return super().xpath_element(selector)


def matched_declarations(root):
    """{element: its declarations from sheets, weakest first}; elements that no rule meets are absent.

    Importance is left to the caller. @media is honoured for all and screen, other @-rules are skipped.
    """
    met = defaultdict(list)
    order = 0
    for sheet in root.iter(SVG + "style"):
        if sheet.attrib.get("type", "text/css").strip().lower() not in ("", "text/css"):
            continue
        for selectors, declarations in rules("".join(sheet.itertext())):
            for specificity, xpath in _selectors(selectors):
                order += 1
                for element in _elements(root, xpath):
                    met[element].append((specificity, order, declarations))
    return {
        element: [entry for _, _, declarations in sorted(rules, key=_strength) for entry in declarations]
        for element, rules in met.items()
    }


def _elements(root, xpath):
    """The elements that an XPath meets; none where it has a namespace prefix other than svg."""
    try:
        return root.xpath(xpath, namespaces={"svg": SVG[1:-1]})
    except etree.XPathError:
        return []


def _strength(rule):
    return rule[0], rule[1]


def _selectors(text):
    """(specificity, XPath) of each selector of a list; nothing if CSS would drop the rule."""
    try:
        parsed = parse(text)
        translator = _SvgTranslator()
        return [
            (selector.specificity(), translator.selector_to_xpath(selector, prefix="descendant-or-self::"))
            for selector in parsed
            if selector.pseudo_element is None
        ]
    except SelectorError:
        return []


def rules(text, depth=0):
    """(selector text, declarations) of each rule of a sheet, in order. depth: @media blocks around it."""
    text = _COMMENT.sub(" ", text)
    at = 0
    while True:
        head = re.compile(r"[^{};]*").match(text, at)
        if head.end() == len(text):
            return
        if text[head.end()] != "{":  # @import ...; or a stray bracket
            at = head.end() + 1
            continue
        end = _block_end(text, head.end())
        selector, body = head[0].strip(), text[head.end() + 1 : end]
        if not selector.startswith("@"):
            yield selector, parse_declarations(body)
        elif depth < _DEEPEST and _SCREEN.match(selector):
            yield from rules(body, depth + 1)
        at = end + 1


def _block_end(text, start):
    """Where the block that opens at `start` closes, or the end of the text."""
    depth = 0
    for match in re.compile(r"[{}]").finditer(text, start):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.start()
    return len(text)
