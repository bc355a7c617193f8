"""A business account in its portal, as people see it: a real desk, a real browser, mail, usage files and the worker."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from simcare.kernel import clock
from simcare.world.benches._desk import RunningDesk
from simcare.world.sign_ins import SIGN_INS
from tests.journeys.running import desk, sent_to, sign_in, tab

__all__ = ["desk", "tab"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("embedded database")]
ACCOUNT = "Harbour Locks"
ICCID = "8944200000033344469"
OWNER, VIEWER, WORD = "lena@harbour-locks.example", "ole@harbour-locks.example", "a quite long password"


def _invitation(desk: RunningDesk, address: str) -> str:
    text = sent_to(desk, address).get_body(("plain",)).get_content()
    return re.search(r"https?://\S+/sign-in/join/\S+", text)[0]


def _come_in(desk: RunningDesk, page: Page, address: str) -> None:
    page.goto(_invitation(desk, address))
    page.fill("input[name=name]", address.partition("@")[0].title())
    page.fill("input[name=password]", WORD)
    page.locator("main button").click()
    expect(page.locator("h1")).to_have_text("Cards")


def _cdr(number: int, used: int) -> str:
    start = clock.now() - timedelta(hours=2)
    times = f"{start:%Y-%m-%d %H:%M:%S},{start + timedelta(minutes=1):%Y-%m-%d %H:%M:%S}"
    return f"{number},{times},{ICCID},234500000012345,{used},860000000000123,46000\n"


def _invited(desk: RunningDesk, staff: Page, address: str) -> Page:
    """An owner of the account, asked in by a supervisor, in a browser of their own."""
    staff.goto(f"{desk.url}/accounts/?q=Harbour")
    staff.get_by_role("link", name=ACCOUNT).click()
    staff.get_by_text("Invite to the portal").click()
    staff.fill("#member-email", address)
    staff.select_option("#member-role", "owner")
    staff.locator("#members form button", has_text="Invite").last.click()
    expect(staff.get_by_text("is on its way to")).to_be_visible()
    browser: Browser = staff.context.browser
    page = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True).new_page()
    _come_in(desk, page, address)
    return page


def test_an_account_finds_a_card_sees_its_use_move_takes_a_file_out_and_invites_a_viewer(
    desk: RunningDesk, tab: Page
) -> None:
    browser: Browser = tab.context.browser
    sign_in(tab, desk, SIGN_INS[1])
    lena = _invited(desk, tab, OWNER)
    lena.fill("input[name=q]", ICCID[-5:])
    lena.press("input[name=q]", "Enter")
    lena.locator("a.id-link").click()
    expect(lena.get_by_text("Use of the last week")).to_have_count(0)

    lena.get_by_role("button", name="Check this card").click()
    expect(lena.locator(".verdict")).to_be_visible()

    folder = desk.var / "usage" / "in" / "eiotclub"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "one.csv").write_text(_cdr(1, 5_000_000))
    expect(lena.get_by_text("Use of the last week")).to_be_visible()

    lena.goto(f"{desk.url}/portal/cards/")
    lena.get_by_role("button", name="CSV").click()
    with lena.expect_download() as coming:
        lena.locator("#files a").click()
    rows = list(csv.DictReader(io.StringIO(coming.value.path().read_text(encoding="utf-8-sig"))))
    assert ICCID in {row["iccid"].strip("'") for row in rows}

    lena.get_by_role("link", name="People").click()
    lena.fill("#invite-email", VIEWER)
    lena.get_by_role("button", name="Invite").click()
    ole = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    _come_in(desk, ole, VIEWER)
    ole.goto(f"{desk.url}/portal/people/")
    expect(ole.get_by_text(OWNER)).to_be_visible()
    expect(ole.get_by_text("Invite a colleague")).to_have_count(0)
    ole.goto(f"{desk.url}/portal/cards/{ICCID}/")
    expect(ole.locator(".verdict")).to_be_visible()
    expect(ole.get_by_role("button", name="Check this card")).to_have_count(0)


def test_an_account_asks_about_a_card_and_reads_the_answer_as_it_leaves(desk: RunningDesk, tab: Page) -> None:
    sign_in(tab, desk, SIGN_INS[1])
    mia = _invited(desk, tab, "mia@harbour-locks.example")
    mia.goto(f"{desk.url}/portal/cards/{ICCID}/")
    mia.get_by_role("link", name="Ask about this card").click()
    mia.fill("#ask-subject", "Lock 3 is silent")
    mia.fill("#ask-text", "Its router has not been seen since noon.")
    expect(mia.locator("#ask-iccids")).to_have_value(ICCID)
    mia.get_by_role("button", name="Send").click()
    expect(mia.locator("h1")).to_have_text("Lock 3 is silent")
    number = mia.url.rstrip("/").rpartition("/")[2]
    ours = mia.locator(".entry.ours")
    expect(ours).to_contain_text("package of this card has expired", timeout=60_000)  # the desk knows, and says so

    tab.goto(f"{desk.url}/tickets/{number}/")
    tab.fill("#reply textarea", "Please restart the router at lock 3.")
    tab.locator("#reply button.primary").click()
    expect(ours.filter(has_text="Please restart the router")).to_be_visible(timeout=60_000)
    mia.fill("#say", "It is back, thank you.")
    mia.get_by_role("button", name="Send").click()
    expect(mia.locator(".bubble", has_text="It is back, thank you.")).to_have_count(1)
    expect(tab.get_by_text("It is back, thank you.").first).to_be_visible()
    expect(ours).to_have_count(2)
    assert "lock 3" in sent_to(desk, "mia@harbour-locks.example").get_body(("plain",)).get_content()


def test_an_account_suspends_1000_cards_with_a_second_persons_word_and_watches_them_confirm(
    desk: RunningDesk, tab: Page, tmp_path: Path
) -> None:
    iccids = [f"8942310777{number:09d}" for number in range(1000)]
    _bring_in(desk, iccids, tmp_path / "cards.csv")
    sign_in(tab, desk, SIGN_INS[1])
    ida, eva = (_invited(desk, tab, f"{name}@harbour-locks.example") for name in ("ida", "eva"))
    ida.fill("input[name=q]", "8942310777")
    ida.press("input[name=q]", "Enter")
    ida.get_by_role("link", name="all that match").click()
    ida.fill("#job-reason", "winter break")
    ida.fill("#job-typed", "1000")
    ida.get_by_role("button", name="Ask a second person").click()
    expect(ida.get_by_text("Waits for a second person")).to_be_visible()
    eva.goto(ida.url)
    eva.get_by_role("button", name="Agree", exact=True).click()
    eva.close()
    expect(ida.locator(".figure-link", has_text="Done and proven")).to_contain_text("1,000", timeout=120_000)
    expect(ida.locator(".page-head").get_by_text("Done", exact=True)).to_be_visible()
    ida.goto(f"{desk.url}/portal/cards/{iccids[-1]}/")
    expect(ida.get_by_text("Suspended").first).to_be_visible()


def _bring_in(desk: RunningDesk, iccids: list[str], file: Path) -> None:
    """The same cards at the operator and, for the account, in the desk, which may ask often enough."""
    with desk.connect() as database:
        database.execute("UPDATE operators_platform SET calls_per_second = 200")
        (product,) = database.execute("SELECT name FROM cards_product WHERE code = 'IOT-WORLD'").fetchone()
    rows = "".join(f'{iccid},{ACCOUNT},"{product}",soracom\n' for iccid in iccids)
    file.write_text("iccid,account,product,platform\n" + rows)
    command = [sys.executable, "-m", "simcare.cli", "cards", "import", str(file)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SIMCARE_", "DATABASE_"))}
    done = subprocess.run(
        command, env=kept | {"SIMCARE_VAR": str(desk.var)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with desk.connect() as database:
        database.execute("UPDATE cards_card SET state = 'active' WHERE iccid = ANY(%s)", [iccids])
    _control(desk, "limit", {"calls_per_second": 200})
    _control(desk, "cards", [{"platform": "soracom", "iccid": iccid} for iccid in iccids])


def _control(desk: RunningDesk, what: str, told: object) -> None:
    """Tell the simulator of the operators."""
    address, content = f"http://127.0.0.1:{desk.simulator_port}/_control/{what}", json.dumps(told).encode()
    urlopen(Request(address, data=content, headers={"Content-Type": "application/json"}), timeout=30).close()
