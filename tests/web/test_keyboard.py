"""Every page by keyboard alone: all is reached by Tab, in the order one reads, seen where one is, and left by Escape."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import Error as PlaywrightError

from simcare.web.staff.keys import KEYS
from tests.web import preview

pytestmark = pytest.mark.browser

PAGES = preview.addresses()
ROUNDS = (*(PAGES[part::3] for part in range(3)), preview.seldom())
"""What one test looks at; the last only in a long run."""
EACH_ROUND = [0, 1, 2, pytest.param(3, marks=pytest.mark.long)]
MORE_STOPS = 40
"""A date is three stops, and more of the browser's own."""
LOOKS: tuple[tuple[str, Literal["light", "dark"]], ...] = (("en", "light"), ("ar", "dark"))

NUMBERED = """async (whole) => {
  for (const _frame of [1, 2]) await new Promise(requestAnimationFrame)  // a field that takes the focus has taken it
  const main = (!whole && document.getElementById("main")) || document.body
  const ways = 'a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex="0"]'
  const [groups, stops] = [new Set(), []]
  for (const each of main.querySelectorAll(ways)) {
    if (each.disabled || each.tabIndex < 0 || each.closest("dialog:not([open]), [inert]")) continue
    if (!each.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})) continue
    if (each.type === "radio" && groups.has(each.name)) continue
    groups.add(each.type === "radio" ? each.name : null)
    stops.push(each)
  }
  const looks = (each) => {
    const css = getComputedStyle(each)
    return `${css.outlineStyle} ${css.outlineColor} ${css.outlineWidth} ${css.boxShadow} ${css.borderColor}`
  }
  const around = (each) => [each, each.parentElement, each.closest(".composer, .field, label")].filter(Boolean)
  document.activeElement.blur()
  const before = new Map(stops.map((each) => [each, around(each).map(looks).join()]))
  main.tabIndex = -1
  main.focus()
  window.met = []
  document.addEventListener("focusin", ({ target }) => {
    const one = target.type === "radio" ? stops.find((each) => each.type === "radio" && each.name === target.name) : target
    const number = stops.indexOf(one)
    if (window.met.at(-1)?.[0] === number) return  // a date has several fields inside
    window.met.push([number, around(target).map(looks).join() !== before.get(one), target.outerHTML.slice(0, 90)])
  })
  return stops.map((each) => each.outerHTML.slice(0, 90))
}"""
"""Numbers the controls that are shown, in the order of the page; from now on notes which is met, and whether one sees it."""

NO_ORDER = "() => document.querySelectorAll(\"[tabindex]:not([tabindex='0']):not([tabindex='-1'])\").length"


def _walk(tab: Page, *, whole: bool = False) -> list[object]:
    """What goes wrong between the top of the page, or of its content, and the Tab that leaves it."""
    stops = tab.evaluate(NUMBERED, whole)
    for _stop in stops:
        tab.keyboard.press("Tab")
    met = tab.evaluate("window.met")
    tries = 0
    while len(met) < len(stops) and met and met[-1][0] >= 0 and (tries := tries + 1) < MORE_STOPS:
        tab.keyboard.press("Tab")
        met = tab.evaluate("window.met")
    numbers = [number for number, *_rest in met if number >= 0]
    told: list[object] = [("focus is not seen", html) for number, is_seen, html in met if number >= 0 and not is_seen]
    if numbers != list(range(len(stops))):
        told.append(("another order", numbers, "never met", [stops[n] for n in set(range(len(stops))) - set(numbers)]))
    if tab.evaluate(NO_ORDER):
        told.append("an order of its own")
    return told


@pytest.mark.parametrize("round_", EACH_ROUND)
@pytest.mark.parametrize("turn", [0, pytest.param(1, marks=pytest.mark.long)])
def test_tab_reaches_every_control_in_reading_order_and_shows_where_it_is(
    desk: str, browser: Browser, round_: int, turn: int
) -> None:
    """English and light, Arabic and dark take turns from page to page; the long run gives each page the other look."""
    wrong = {}
    for number, (language, scheme) in enumerate(LOOKS):
        context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        context.add_cookies([{"name": "django_language", "value": language, "url": desk}])
        tab = context.new_page()
        tab.emulate_media(color_scheme=scheme)
        for path in ROUNDS[round_][(number + turn) % 2 :: 2]:
            tab.goto(desk + path)
            if trouble := _walk(tab):
                wrong[path] = trouble
        context.close()
    assert wrong == {}


def test_tab_walks_the_side_bar_too(desk: str, tab: Page) -> None:
    tab.goto(desk + "/accounts/")
    assert _walk(tab, whole=True) == []


@pytest.mark.parametrize(
    ("opener", "drawer", "key"),
    [
        (".me", "#my-menu", "Enter"),
        ("#assign", ".drop:has(#assign)", "Enter"),
        (".ticket-menu > summary", ".ticket-menu", "Enter"),
        ("#solve", "#keys", "?"),
        ("#solve", "#palette", "Control+k"),
    ],
    ids=["my menu", "assign", "the ticket's menu", "the sheet of keys", "the palette"],
)
def test_escape_closes_a_drawer_and_gives_the_focus_back(
    desk: str, tab: Page, opener: str, drawer: str, key: str
) -> None:
    tab.goto(desk + "/tickets/1043/")
    tab.locator(opener).first.focus()
    tab.keyboard.press(key)
    assert tab.locator(drawer).evaluate(IS_OPEN)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Escape")
    assert not tab.locator(drawer).evaluate(IS_OPEN)
    expect(tab.locator(opener).first).to_be_focused()


IS_OPEN = "each => each.open === true || each.matches(':popover-open, dialog[open]')"

LEADS_TO = {
    "next": "document.activeElement.matches('.ticket-row')",
    "previous": "document.activeElement.matches('.ticket-row')",
    "open": "location.pathname.startsWith('/tickets/')",
    "reply": "document.activeElement.matches('#reply textarea')",
    "note": "document.activeElement.matches('#note textarea')",
    "solve": "window.sent.includes('/tickets/1043/solve/')",
    "take": "window.sent.includes('/tickets/1043/take/')",
    "snooze": "document.querySelector('#snooze').closest('details').open",
    "macros": "document.querySelector('#macros').open",
    "undo": "window.sent.some((each) => each.endsWith('/undo/'))",
    "pick": "Boolean(document.querySelector('.pick:checked'))",
    "merge": "location.pathname === '/tickets/1043/merge/'",
    "split": "location.pathname === '/tickets/1043/split/'",
    "tag": "document.activeElement.id === 'new-tag'",
    "link": "document.activeElement.id === 'new-link'",
    "children": "window.sent.some((each) => each.endsWith('/incident/'))",
    "person": "Boolean(document.querySelector('.wrong-person')?.open)",
    "spam": "window.sent.some((each) => each.endsWith('/spam/'))",
    "search": "document.activeElement.id === 'search'",
    "sheet": "document.getElementById('keys').open",
    "palette": "document.getElementById('palette').open",
}
"""What each deed of the sheet must have brought about."""

SHOWN_ON = {"macros": "/tickets/1043/busy/", "undo": "/tickets/1043/busy/", "person": "/merged/"}
"""Pages where a deed has something to be done to."""

LOADED = "document.readyState === 'complete'"
"""Asked of the page itself: Playwright's own load state may still be that of the page before."""

HOLD_FORMS = """() => {
  window.sent = []
  document.addEventListener("submit", (event) => {
    event.preventDefault()
    window.sent.push(new URL(event.target.action).pathname)
  }, true)
}"""


def test_every_key_of_the_sheet_does_what_it_says(desk: str, tab: Page) -> None:
    assert {each.does for each in KEYS if each.does} == LEADS_TO.keys()
    idle = []
    tab.goto(desk + "/")
    for each in sorted(KEYS, key=lambda each: bool(each.does)):
        if each.does:  # a key that goes somewhere works on every page
            tab.goto(desk + SHOWN_ON.get(each.does, "/tickets/1043/"))
            tab.evaluate(HOLD_FORMS)
        assert _comes_true(tab, LOADED)  # a key that is pressed before the scripts are there is nobody's
        if each.does in ("open", "pick", "previous"):
            tab.keyboard.press("j")
        for cap in each.caps if each.key != "Ctrl K" else ("Control+k",):
            tab.keyboard.press(cap)
        said = LEADS_TO[each.does] if each.does else f"location.pathname === new URL('{each.url}', location).pathname"
        if not _comes_true(tab, said):
            idle.append((each.key, each.does or each.goes_to, tab.url))
    assert idle == []


def _comes_true(tab: Page, said: str) -> bool:
    """Whether it is so within some seconds; asked from outside, as the page's policy lets no words be run inside."""
    for _try in range(60):
        try:
            if tab.evaluate(said):
                return True
        except PlaywrightError:
            pass  # the page is just being left
        tab.wait_for_timeout(50)
    return False
