"""Every page in a real browser: nothing for axe to find, nothing wider than a phone, no word in the console."""

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from simcare.web.assets import ROOT
from simcare.web.staff.urls import urlpatterns as staff_urls
from tests.web import preview

pytestmark = pytest.mark.browser

PAGES = preview.addresses()
ROUNDS = (*(PAGES[part::3] for part in range(3)), preview.seldom())
"""What one test looks at; the last only in a long run."""
EACH_ROUND = [0, 1, 2, pytest.param(3, marks=pytest.mark.long)]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
Looking = Callable[[str, str, Literal["light", "dark"]], tuple[Page, list[str]]]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


NO_PAGE = {"message_html", "attachment", "quarantine_raw", "stream_pass", "notifications_count", "notification"} | {
    "palette",
    "pack_document",
    "pack_preview",
    "swap_photo",
    "card_import_flaws",
    "edit_refused",
    "job_cards",
    "export_file",
    "quality_report",
}
"""Read by the console's pages rather than by people: a frame, downloads, an address, a count, a way on."""


def test_every_page_of_the_console_is_in_the_frozen_desk() -> None:
    """A page that nobody draws here is a page that nobody looks at."""
    drawn = {each.name for each in preview.console if each.callback is not preview.nothing}
    pages = {each.name for each in staff_urls if getattr(each.callback, "kind", "") == "page"}
    assert pages - NO_PAGE - drawn == set()


LOOKS = (("en", "light"), ("ar", "dark"), ("ar", "light"), ("en", "dark"))
"""Light and dark, from left to right and from right to left: the first two take turns, a long run shows all."""


def _shown() -> Iterator[object]:
    for turn, path in enumerate((*PAGES, *preview.seldom())):
        for number, (language, scheme) in enumerate(LOOKS):
            marks = () if number == turn % 2 and turn < len(PAGES) else (pytest.mark.long,)
            yield pytest.param(path, language, scheme, marks=marks)


@pytest.mark.parametrize(("path", "language", "scheme"), list(_shown()))
def test_axe_finds_nothing(look: Looking, path: str, language: str, scheme: Literal["light", "dark"]) -> None:
    tab, said = look(path, language, scheme)
    tab.evaluate(OPEN_ALL)
    # the isolated world of the page's own policy would refuse a script tag
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    found = tab.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", WCAG)["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:160], len(each["nodes"])) for each in found] == []
    assert said == []


@pytest.fixture(scope="module")
def look(desk: str, browser: Browser) -> Iterator[Looking]:
    """Opens a page in a language and a scheme; gives the window and what its console says.

    One window is kept for all pages: a new one for each would fetch all styles and scripts anew, which takes longer than
    looking at the page.
    """
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, timezone_id="Europe/Berlin", reduced_motion="reduce"
    )
    tab, said = context.new_page(), []
    tab.on("console", lambda message: said.append(message.text))

    def opened(path: str, language: str, scheme: Literal["light", "dark"]) -> tuple[Page, list[str]]:
        context.clear_cookies()
        context.add_cookies([{"name": "django_language", "value": language, "url": desk}])
        tab.emulate_media(color_scheme=scheme)
        said.clear()
        tab.goto(desk + path)
        return tab, said

    yield opened
    context.close()


OPEN_ALL = """() => document.querySelectorAll("summary").forEach((each) => {
  if (each.matches(".proof > *, .fold > *, .opens > *")) each.parentElement.open = true
})"""
LONGER = """() => {
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node; (node = words.nextNode()); ) {
    if (node.parentElement.closest('bdi, code, svg, script, style, textarea, select, .mono, time')) continue
    node.data = node.data.replace(/\\p{L}+/gu, (word) => word + word.slice(0, Math.ceil(word.length * 0.35)))
  }
  return document.documentElement.scrollWidth
}"""


CUT_OFF = """() => [...document.querySelectorAll("body *")].filter((each) => {
  if (!each.offsetParent || !each.checkVisibility({contentVisibilityAuto: true})) return false
  if (each.closest(".unseen, .side")) return false
  const css = getComputedStyle(each)
  const box = each.getBoundingClientRect()
  const hides = ["hidden", "clip"].includes(css.overflowX) && css.textOverflow !== "ellipsis"
  if (hides && each.scrollWidth > each.clientWidth + 1) return true
  const frame = each.closest(".panel, .setup-card")
  if (!frame || frame === each || css.position === "absolute" || each.closest(".scroll-x, .scroll, .cut, pre, svg")) return false
  const around = frame.getBoundingClientRect()
  return box.right > around.right + 1 || box.left < around.left - 1
}).map((each) => each.outerHTML.slice(0, 120))"""
"""What ends in the middle of a word: wider than a box that hides the rest, or sticking out of its panel."""

NAMELESS = """() => [...document.querySelectorAll(".as-cards")].flatMap((table) => {
  const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent.trim())
  return [...table.tBodies].flatMap((body) => [...body.rows]).flatMap((row) => [...row.querySelectorAll("td")])
    .filter((cell) => !cell.matches(".rest, .pick, [colspan]"))
    .filter((cell, n, all) => cell.cellIndex > 0 && !cell.previousElementSibling?.matches(".pick"))
    .filter((cell) => !cell.querySelector(".state, .tag, .due"))
    .filter((cell) => cell.dataset.head !== heads[cell.cellIndex])
    .map((cell) => [heads[cell.cellIndex], cell.outerHTML.slice(0, 120)])
})"""
"""Cells that a phone shows without the name of their column, which stands in no heading there."""

WIDTHS = (1440, 768, 390)


@pytest.mark.parametrize("round_", EACH_ROUND)
@pytest.mark.parametrize(
    "language", ["en", "de", pytest.param("ar", marks=pytest.mark.long), pytest.param("fr", marks=pytest.mark.long)]
)
def test_no_page_scrolls_sideways_or_is_cut_off(desk: str, tab: Page, language: str, round_: int) -> None:
    """At every width in each language; in English also when every word grows by 35 %, as a pseudo-locale would have it."""
    tab.context.add_cookies([{"name": "django_language", "value": language, "url": desk}])
    wide, cut, nameless = {}, {}, {}
    for path in ROUNDS[round_]:
        tab.set_viewport_size({"width": WIDTHS[0], "height": 844})
        tab.goto(desk + path)
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 844})
            if (found := tab.evaluate("document.documentElement.scrollWidth")) > width:
                wide[path, width] = found
            if hidden := tab.evaluate(CUT_OFF):
                cut[path, width] = hidden[0], len(hidden)
        if bare := tab.evaluate(NAMELESS):
            nameless[path] = bare
        if language == "en" and (found := tab.evaluate(LONGER)) > WIDTHS[-1]:
            wide[path, "longer"] = found
    assert (wide, cut, nameless) == ({}, {}, {})


def test_touch_targets_are_24_pixels(desk: str, tab: Page) -> None:
    tab.goto(desk + "/tickets/1043/")
    small = tab.evaluate(
        """() => [...document.querySelectorAll("button, a.button, select, .side-link, summary")]
        .filter(e => e.offsetParent && (e.getBoundingClientRect().height < 24 || e.getBoundingClientRect().width < 24))
        .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_a_page_says_when_it_follows_nothing_any_more(desk: str, tab: Page) -> None:
    """After a while, and only until the stream is back."""
    tab.clock.install()
    tab.goto(desk + "/unlinked/")
    tab.wait_for_load_state("networkidle")
    assert tab.locator("#unlinked").is_hidden()
    tab.clock.fast_forward(10_000)
    expect(tab.locator("#unlinked")).to_have_text("Not connected: this page may be out of date.")
    tab.route("**/no-stream/", lambda route: route.fulfill(content_type="text/event-stream", body="retry: 60000\n\n"))
    tab.clock.fast_forward(60_000)
    expect(tab.locator("#unlinked")).to_be_hidden()
