"""Templates are compiled once for each language, and what is always the same in it is put in then.

Half the nodes of a page are words in quotes, icons and addresses without a number: asked for anew in each page they
take a third of its drawing. Folding leaves one piece of text where such nodes and the text around them stood.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

from django.conf import settings
from django.template import Context, Node, NodeList, Template
from django.template.base import FilterExpression, TextNode, TokenType, Variable
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import base, cached
from django.templatetags.i18n import BlockTranslateNode, LanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_urlconf
from django.utils.translation import get_language

from simcare.web.quick_nodes import quicker

Tag = TypeVar("Tag", bound=Callable[..., object])
_CONSTANT: Final[set[Callable[..., object]]] = set()


def constant(tag: Tag) -> Tag:
    """Marks a simple tag that says the same wherever its arguments are the same, in one language."""
    _CONSTANT.add(tag)
    return tag


class _Folding(base.Loader):
    def get_template(self, template_name: str, skip: list[Any] | None = None) -> Template:  # Any: as Django's own
        """The template for the language that is spoken now."""
        template, nothing = super().get_template(template_name, skip), Context()
        with nothing.bind_template(template):
            fold(template.nodelist, nothing)
        return template


class Loader(cached.Loader, _Folding):
    """Named by the setting TEMPLATES: keeps each template folded for each language in which it was asked for.

    In this order Django's cache keeps what was folded: another thread never sees it half done.
    """

    def cache_key(self, template_name: str, skip: list[Any] | None = None) -> str:
        """One for each language and set of addresses."""
        addresses = get_urlconf() or settings.ROOT_URLCONF
        return f"{get_language()} {addresses} {super().cache_key(template_name, skip)}"


def fold(nodes: NodeList, nothing: Context) -> None:
    """Put text in the place of every node, at any depth, that would be drawn as the same text each time."""
    folded: list[Node] = []
    for node in nodes:
        text = _text_of(node, nothing)
        if text is None:
            for inside in _inside(node):
                fold(inside, nothing)
            folded.append(quicker(node))
        elif folded and isinstance(folded[-1], TextNode):
            folded[-1] = TextNode(folded[-1].s + text)
        else:
            folded.append(TextNode(text))
    nodes[:] = folded


def _text_of(node: Node, nothing: Context) -> str | None:
    """What the node is drawn as each time; None where that depends on the page."""
    match node:
        case TextNode():
            return node.s
        case CommentNode() | LoadNode():
            return ""
        case TranslateNode():
            is_same = node.asvar is None and node.message_context is None and _is_literal(node.filter_expression)
        case BlockTranslateNode():
            is_same = _is_plain(node)
        case URLNode():
            is_same = not (node.args or node.kwargs or node.asvar) and _is_literal(node.view_name)
        case StaticNode():
            is_same = node.varname is None and _is_literal(node.path)
        case SimpleNode():
            is_same = node.func in _CONSTANT and node.target_var is None and _are_literal(node)
        case _:
            is_same = False
    return str(node.render(nothing)) if is_same else None


def _is_plain(node: BlockTranslateNode) -> bool:
    """Words without a value, a number or a name for them."""
    needs = (node.extra_context, node.plural, node.countervar, node.message_context, node.asvar)
    return not any(needs) and all(token.token_type == TokenType.TEXT for token in node.singular)


def _are_literal(node: SimpleNode) -> bool:
    return not node.takes_context and all(map(_is_literal, (*node.args, *node.kwargs.values())))


def _is_literal(expression: FilterExpression) -> bool:
    """A text or number in the template itself, no filter on it."""
    told: Any = expression.var
    return not expression.filters and (not isinstance(told, Variable) or told.lookups is None)


def _inside(node: Node) -> Iterator[NodeList]:
    """The lists of nodes within a node; of a block in another language none."""
    if isinstance(node, LanguageNode):
        return
    if isinstance(node, IfNode):
        yield from (nodes for _, nodes in node.conditions_nodelists)
        return
    for name in node.child_nodelists:
        nodes: object = getattr(node, name, None)
        if isinstance(nodes, NodeList):
            yield nodes
