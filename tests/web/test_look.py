"""Every page in a real browser: nothing for axe to find, nothing wider than a phone, no word in the console."""

import pytest
from playwright.sync_api import Page

from simcare.web.assets import ROOT

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/empty/",
    "/tickets/1043/",
    "/many/",
    "/quiet/",
    "/tickets/1043/busy/",
    "/desk/queues/",
    "/desk/agents/",
    "/desk/answers/",
    "/desk/answers/none/",
    "/search/",
    "/search/start/",
    "/search/none/",
    "/cards/",
    "/cards/none/",
    "/cards/89860249213334946911/",
    "/accounts/",
    "/accounts/12/",
    "/policies/",
    "/quarantine/",
    "/quarantine/none/",
    "/audit/",
    "/look/sign-in/",
    "/look/code/",
)
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(desk: str, tab: Page, path: str, scheme: str) -> None:
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # one of two literals
    tab.goto(desk + path)
    if tab.locator(".proof > summary").count():
        tab.locator(".proof > summary").first.click()
    # the isolated world of the page's own policy would refuse a script tag
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    found = tab.evaluate("tags => axe.run(document, {runOnly: tags})", WCAG)["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:160], len(each["nodes"])) for each in found] == []
    assert said == []


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_no_page_scrolls_sideways(desk: str, tab: Page, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 844})
    wide = {}
    for path in PAGES:
        tab.goto(desk + path)
        wide[path] = tab.evaluate("document.documentElement.scrollWidth")
    assert {path: found for path, found in wide.items() if found > width} == {}


def test_right_to_left_mirrors_without_overflow(desk: str, tab: Page) -> None:
    tab.context.add_cookies([{"name": "django_language", "value": "ar", "url": desk}])
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(desk + "/tickets/1043/")
    assert tab.evaluate("document.documentElement.dir") == "rtl"
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390


def test_touch_targets_are_24_pixels(desk: str, tab: Page) -> None:
    tab.goto(desk + "/tickets/1043/")
    small = tab.evaluate(
        """() => [...document.querySelectorAll("button, a.button, select, .side-link, summary")]
        .filter(e => e.offsetParent && (e.getBoundingClientRect().height < 24 || e.getBoundingClientRect().width < 24))
        .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert small == []
