"""The console by keyboard, in a real browser: the table, its sheet, and where keys are silent."""

import pytest
from playwright.sync_api import Page, expect

from simcare.web.staff.keys import KEYS

pytestmark = pytest.mark.browser


def test_no_two_keys_are_the_same() -> None:
    keys = [each.key for each in KEYS]
    assert sorted(keys) == sorted(set(keys))


def test_j_and_enter_open_a_ticket_beside_the_list(desk: str, tab: Page) -> None:
    tab.goto(desk + "/")
    tab.keyboard.press("j")
    tab.keyboard.press("j")
    tab.keyboard.press("k")
    tab.keyboard.press("j")
    tab.keyboard.press("Enter")
    expect(tab.locator("#ticket .verdict h2")).to_be_visible()
    assert tab.url.startswith(desk + "/tickets/1043/")
    expect(tab.locator("#row-1043")).to_have_attribute("aria-current", "true")


def test_r_and_n_lead_to_the_composer(desk: str, tab: Page) -> None:
    tab.goto(desk + "/tickets/1043/")
    tab.keyboard.press("n")
    expect(tab.locator("#note textarea")).to_be_focused()
    tab.keyboard.type("rjk?e")
    expect(tab.locator("#note textarea")).to_have_value("rjk?e")
    tab.locator("#note textarea").blur()
    tab.keyboard.press("r")
    expect(tab.locator("#reply textarea")).to_be_focused()


def test_alt_and_ctrl_are_left_to_the_system(desk: str, tab: Page) -> None:
    tab.goto(desk + "/tickets/1043/")
    for chord in ("Alt+r", "Control+r+n"):
        tab.keyboard.press(chord.split("+r+")[0] + "+n" if chord.count("+") > 1 else chord)
    expect(tab.locator("#reply textarea")).not_to_be_focused()


def test_the_sheet_is_the_table_and_switches_keys_off(desk: str, tab: Page) -> None:
    tab.goto(desk + "/")
    tab.keyboard.press("?")
    sheet = tab.locator("#keys")
    expect(sheet).to_be_visible()
    assert sheet.locator("[data-key]").count() == len(KEYS)
    sheet.locator("#keys-on").uncheck()
    tab.keyboard.press("Escape")
    tab.keyboard.press("g")
    tab.keyboard.press("c")
    assert tab.url == desk + "/"


def test_g_and_c_go_to_cards(desk: str, tab: Page) -> None:
    tab.goto(desk + "/")
    tab.keyboard.press("g")
    tab.keyboard.press("c")
    tab.wait_for_url(desk + "/cards/")


def test_an_identifier_is_copied_without_spaces(desk: str, tab: Page) -> None:
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.goto(desk + "/tickets/1043/")
    tab.locator(".card-pane .id").first.click()
    assert tab.evaluate("navigator.clipboard.readText()") == "89860249213334946911"


def test_the_dark_look_is_chosen_and_kept(desk: str, tab: Page) -> None:
    tab.goto(desk + "/")
    tab.locator(".me").click()
    tab.locator('[data-theme-choice="dark"]').click()
    tab.reload()
    assert tab.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_palette_goes_does_and_finds_by_keyboard_alone(desk: str, tab: Page) -> None:
    tab.goto(desk + "/tickets/1043/")
    tab.keyboard.press("Control+k")
    ask = tab.get_by_role("combobox", name="Go to, do, find")
    expect(ask).to_be_focused()
    tab.keyboard.type("nte")
    expect(tab.locator("#palette-list [role=option]").first).to_contain_text("Note")
    first = ask.get_attribute("aria-activedescendant")
    assert tab.locator(f"#{first}").get_attribute("aria-selected") == "true"
    tab.keyboard.press("Enter")
    expect(tab.locator("#note textarea")).to_be_focused()
    tab.keyboard.press("Control+k")
    tab.keyboard.type("104")
    expect(tab.locator("#palette-list [role=option]", has_text="#1043")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(tab.locator("#palette")).to_be_hidden()
    tab.keyboard.press("Control+k")
    tab.keyboard.type("audit")
    tab.keyboard.press("Enter")
    tab.wait_for_url(desk + "/audit/")
    tab.keyboard.press("Control+k")
    expect(tab.locator("#palette-list [role=option]").first).to_be_visible()
    assert tab.locator("#palette-list [role=option]", has_text="Reply").count() == 0  # no ticket is open here
