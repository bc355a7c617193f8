"""Nodes of templates that do what Django's do, sooner where a page has the usual: a text, a number, a known part.

`web.folding` puts them in Django's place. Whatever is not the usual is left to Django's own node.
"""

import re
from html import escape
from itertools import chain
from typing import Any, Final, Self

from django.template import Context, Engine, Node, Template
from django.template.base import VariableNode
from django.template.defaulttags import URLNode
from django.template.loader_tags import IncludeNode
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

PROBES: Final = (7_100_001, 7_200_002)
"""Numbers that no address has by itself."""


def quicker(node: Node) -> Node:
    """The quicker node for this one, or itself."""
    match node:
        case VariableNode():
            return _marked(QuickVariable(node.filter_expression), node)
        case URLNode():
            return _marked(QuickUrl.of(node) or node, node)
        case IncludeNode() if name := _name_of(node):
            node.template = _Part(name)  # type: ignore[assignment]  # resolved as an expression is
    return node


def _name_of(node: IncludeNode) -> str:
    """The template that is always included; empty where the page or the place of the file decides."""
    name = getattr(node.template, "var", None)
    is_fixed = isinstance(name, str) and not node.template.filters and not name.startswith(".")
    return str(name) if is_fixed else ""


def _marked(made: Node, node: Node) -> Node:
    """Where it stands in its file, for messages of errors."""
    made.token, made.origin = node.token, node.origin
    return made


class QuickVariable(VariableNode):
    """A value; a text is escaped without asking what else it might be."""

    def render(self, context: Context) -> SafeString:
        """As Django's own."""
        value: Any = self.filter_expression.resolve(context)
        if type(value) is SafeString:
            return value
        if type(value) is str and context.autoescape:
            return SafeString(escape(value))
        return SafeString(super().render(context))


class QuickUrl(URLNode):
    """An address with numbers in it, whose fixed pieces were asked for once."""

    pieces: tuple[str, ...] = ()

    @classmethod
    def of(cls, node: URLNode) -> Self | None:
        """None where the address takes no numbers, or more than numbers by position."""
        if node.kwargs or node.asvar or not node.args or not isinstance(node.view_name.var, str):
            return None
        first, second = (_pieces(node.view_name.var, len(node.args), probe) for probe in PROBES)
        if not first or first != second or any(escape(piece) != piece for piece in first):
            return None
        made = cls(node.view_name, node.args, node.kwargs, node.asvar)
        made.pieces = first
        return made

    def render(self, context: Context) -> SafeString:
        """As Django's own."""
        numbers = [each.resolve(context) for each in self.args]
        if all(type(number) is int and number >= 0 for number in numbers):
            return SafeString("".join(chain(*zip(self.pieces, map(str, numbers), strict=False))) + self.pieces[-1])
        return SafeString(super().render(context))


def _pieces(view: str, count: int, probe: int) -> tuple[str, ...]:
    """What stands around the numbers of an address; nothing where it takes none."""
    numbers = [probe + number for number in range(count)]
    try:
        address = reverse(view, args=numbers)
    except NoReverseMatch:
        return ()
    pieces = re.split("|".join(map(str, numbers)), address)
    return tuple(pieces) if len(pieces) == count + 1 else ()


class _Part:
    """A template that is included by its name, looked for once."""

    def __init__(self, name: str) -> None:
        self._name, self._known = name, dict[Engine, Template]()

    def resolve(self, context: Any) -> Template:  # Any: Django's contexts know their template only while they are drawn
        """As a FilterExpression does."""
        engine: Engine = context.template.engine
        if engine not in self._known:
            self._known[engine] = engine.get_template(self._name)
        return self._known[engine]
