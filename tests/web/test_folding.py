"""A folded template is drawn as the same text as one that is not, in every language, with fewer nodes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Engine, Node, Template, engines
from django.template.base import TextNode
from django.utils import translation

import simcare
from simcare.web.catalogues import languages
from simcare.web.folding import fold

BEFORE = "{% load i18n static desk %}"
SAME = {
    "words": "<b>{% translate 'Close' %}</b>",
    "words with a value": "{% blocktranslate with n=count %}{{ n }} tickets{% endblocktranslate %}",
    "words without a value": "{% blocktranslate %}Nothing waits{% endblocktranslate %}",
    "words kept": "{% translate 'Close' as word %}[{{ word }}]",
    "words of a variable": "{% translate name %}",
    "words with a context": "{% translate 'May' context 'month' %}",
    "a percent sign": "{% translate '100 % sure' %}",
    "an address": "<a href=\"{% url 'staff:inbox' %}\">x</a>",
    "an address with a number": "{% url 'staff:ticket' count %}",
    "an address kept": "{% url 'staff:inbox' as there %}{{ there }}",
    "an icon": "{% icon 'inbox' %}{% icon 'inbox' 'A <label>' %}",
    "an icon of a variable": "{% icon picture %}",
    "a file": "{% static 'simcare.css' %}",
    "conditions": "{% if count %}{% translate 'Close' %}{% elif name %}{% icon 'inbox' %}{% else %}none{% endif %}",
    "loops": "{% for one in many %}{% icon 'inbox' %}{{ one }}{% empty %}{% translate 'Close' %}{% endfor %}",
    "another language": "{% language 'de' %}{% translate 'Close' %}{% endlanguage %}{% translate 'Close' %}",
    "no escapes": "{% autoescape off %}{{ html }}{% translate 'Close' %}{% endautoescape %}{{ html }}",
    "comments": "a{# b #}{% comment %}c{% endcomment %}d",
    "filters": "{% translate 'Close'|upper %}",
    "blocks": "{% block one %}{% translate 'Close' %}{% block two %}{{ name }}{% endblock %}{% endblock %}",
}
VALUES = {"count": 3, "name": "Close", "picture": "inbox", "many": [1, 2], "html": "<i>&</i>"}


def made(source: str, engine: Engine) -> Template:
    return Template(BEFORE + source, engine=engine)


@pytest.fixture
def engine() -> Engine:
    found: Engine = engines["django"].engine
    return found


@pytest.mark.parametrize("language", ["en", "de", "ar"])
@pytest.mark.parametrize("values", [VALUES, VALUES | {"count": 0, "many": []}], ids=["some", "none"])
@pytest.mark.parametrize("source", SAME.values(), ids=SAME.keys())
def test_it_is_drawn_as_before(source: str, values: dict[str, object], language: str, engine: Engine) -> None:
    with translation.override(language):
        plain, folded = made(source, engine), made(source, engine)
        nothing = Context()
        with nothing.bind_template(folded):
            fold(folded.nodelist, nothing)
        assert folded.render(Context(values)) == plain.render(Context(values))
        assert sum(1 for _ in nodes(folded)) <= sum(1 for _ in nodes(plain))


def test_what_is_always_the_same_becomes_one_text(engine: Engine) -> None:
    template = made("<p>{% translate 'Close' %} {% icon 'inbox' %}</p>{% url 'staff:inbox' %}", engine)
    nothing = Context()
    with nothing.bind_template(template):
        fold(template.nodelist, nothing)
    assert [type(node) for node in template.nodelist] == [TextNode]


@pytest.mark.parametrize("language", sorted(languages()))
def test_the_loader_keeps_one_for_each_language(language: str, engine: Engine) -> None:
    with translation.override(language):
        drawn = engine.get_template("staff/parts/keys.html").render(Context({}))
        assert engine.get_template("staff/parts/keys.html") is engine.get_template("staff/parts/keys.html")
    with translation.override("en" if language != "en" else "de"):
        assert engine.get_template("staff/parts/keys.html").render(Context({})) != drawn


def test_other_addresses_are_another_template(engine: Engine, settings: Any) -> None:  # Any: pytest-django has no type
    source = "staff/parts/side.html"
    one = engine.get_template(source)
    settings.ROOT_URLCONF = "tests.web.preview"
    assert engine.get_template(source) is not one


def test_pages_lose_a_quarter_of_their_nodes(engine: Engine) -> None:
    folder = Path(simcare.__file__).parent / "web" / "templates"
    names = [str(path.relative_to(folder)) for path in sorted(folder.glob("staff/parts/*.html"))]
    before = sum(1 for name in names for _ in nodes(Template((folder / name).read_text(), engine=engine)))
    with translation.override("en"):
        after = sum(1 for name in names for _ in nodes(engine.get_template(name)))
    assert after < before * 3 / 4


def nodes(template: Template) -> Iterator[Node]:
    yield from template.nodelist.get_nodes_by_type(Node)
