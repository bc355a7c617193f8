"""Files of usage in the console over a real database: brought, looked at, loaded, and what came of them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from simcare.accounts.values import StaffRole
from simcare.kernel import clock
from simcare.kernel.models import Work
from simcare.kernel.tenancy import acting_as_provider
from simcare.usage.jobs import load_uploads
from simcare.usage.models import SavedMapping, UsageFile, UsageSource, UsageUpload
from simcare.usage.values import COLUMNS, DELIMITERS, ENCODINGS, FLAWS, TIME_FORMATS
from simcare.web.staff import usage_words
from tests.security.people import browser, colleague
from tests.usage.files import iccid, make_card, sums

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("policies")]


@pytest.fixture
def keeper() -> Client:
    with acting_as_provider():
        make_card()
        return browser(colleague("Ana", StaffRole.SUPERVISOR))


def _bring(keeper: Client, content: str, name: str = "may.csv") -> int:
    answer = keeper.post("/usage/uploads/", {"file": SimpleUploadedFile(name, content.encode())})
    upload = UsageUpload.objects.latest("id")
    assert answer.headers["Location"] == f"/usage/uploads/{upload.id}/"
    return upload.id


def _cdr(used: int | str = 1000) -> str:
    at = f"{clock.now():%Y-%m-%d} 00:00:00"
    return f"1,{at},{at},{iccid(1)},,{used},,46000\n"


def _foreign() -> str:
    rows = "".join(
        f"{iccid(number)};{clock.now():%Y-%m-%d} 00:00:00;{used}\n" for number, used in ((1, "1,5"), (1, "-"), (9, "2"))
    )
    return f"ICCID;Start;Data Usage (MB)\n{rows}"


def _page(keeper: Client, address: str) -> str:
    answer = keeper.get(address, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_cdrs_are_known_as_such_loaded_once_and_told(keeper: Client) -> None:
    number = _bring(keeper, _cdr())
    assert '<option value="cdr" selected>' in _page(keeper, f"/usage/uploads/{number}/")
    keeper.post(f"/usage/uploads/{number}/load/", {"as": "cdr", "source": "eiotclub"})
    assert "<progress" in _page(keeper, f"/usage/uploads/{number}/")
    assert load_uploads(clock.now()) == 1
    assert load_uploads(clock.now()) == 0
    assert sums() == (1000,) * 3
    work = Work.objects.get()
    assert (work.done, work.finished_at is None) == (work.total, False)
    assert "new records" in _page(keeper, f"/usage/uploads/{number}/")
    assert _bring(keeper, _cdr(), "again.csv") == number
    file = UsageFile.objects.get()
    assert f'action="/usage/files/{file.id}/unload/"' in _page(keeper, f"/usage/files/{file.id}/")
    keeper.post(f"/usage/files/{file.id}/unload/")
    assert (sums(), UsageFile.objects.count()) == ((0,) * 3, 0)
    assert _bring(keeper, _cdr(), "again.csv") != number


def test_other_columns_are_shown_kept_by_a_name_and_bad_lines_told(keeper: Client) -> None:
    number = _bring(keeper, _foreign())
    page = _page(keeper, f"/usage/uploads/{number}/")
    assert '<option value="iccid" selected>' in page
    assert "The amount of data is not a number." in page
    said = {"as": "new", "delimiter": ";", "encoding": "utf-8", "time_format": "iso", "zone": "UTC", "unit": "MB"}
    said |= {"decimal": ",", "has_header": "1", "column-0": "iccid", "column-1": "started_at"}
    assert "No column is chosen for: Data used, in all." in _page(keeper, f"/usage/uploads/{number}/?{_query(said)}")
    odd = {**said, "column-2": "used", "zone": "Mars/Olympus"}
    assert "no time zone called Mars/Olympus" in _page(keeper, f"/usage/uploads/{number}/?{_query(odd)}")
    keeper.post(f"/usage/uploads/{number}/load/", {**said, "column-2": "used", "name": "acme", "source": "acme"})
    load_uploads(clock.now())
    file = UsageFile.objects.get()
    assert (file.mapping, file.new_count, file.stray_count, file.bad_count) == (SavedMapping.objects.get(), 1, 1, 1)
    done = _page(keeper, f"/usage/files/{file.id}/")
    assert f"{iccid(1)};" in done
    overview = _page(keeper, "/usage/files/")
    assert iccid(9) in overview and "1 record waits" in overview and "Folders at operators" not in overview
    again = _bring(keeper, _foreign().replace("1,5", "3"), "june.csv")
    assert '<option value="by-acme" selected>' in _page(keeper, f"/usage/uploads/{again}/")


def test_a_file_that_could_not_be_read_is_read_in_another_way_or_forgotten(keeper: Client) -> None:
    number = _bring(keeper, _cdr("much"))
    keeper.post(f"/usage/uploads/{number}/load/", {"as": "cdr", "source": "eiotclub"})
    load_uploads(clock.now())
    assert "No line of it could be read in that way" in _page(keeper, f"/usage/uploads/{number}/")
    keeper.post(f"/usage/uploads/{number}/drop/")
    assert UsageUpload.objects.get().state == "dropped"
    assert _bring(keeper, _cdr("much")) != number


def test_a_file_that_nothing_can_be_made_of_holds_up_no_other(keeper: Client) -> None:
    first, second = _bring(keeper, _cdr()), _bring(keeper, _cdr(2000))
    for number in (first, second):
        keeper.post(f"/usage/uploads/{number}/load/", {"as": "cdr", "source": "eiotclub"})
    SavedMapping.objects.create(
        name="broken",
        source=UsageSource.objects.get(),
        header=[],
        layout={},
        by="t",
        saved_at=clock.now(),
    )
    UsageUpload.objects.filter(id=first).update(mapping=SavedMapping.objects.get())
    assert load_uploads(clock.now()) == 2
    states = dict(UsageUpload.objects.values_list("id", "state"))
    assert (states, sums()) == ({first: "failed", second: "done"}, (2000,) * 3)
    assert Work.objects.order_by("id").values_list("error", flat=True)[0] == "TypeError"


def test_there_are_words_for_all_that_may_be_chosen_or_wrong() -> None:
    assert set(usage_words.FLAWS) == set(FLAWS)
    assert set(usage_words.COLUMNS) == {*COLUMNS, "card"}
    for words, there in (
        (usage_words.DELIMITERS, DELIMITERS),
        (usage_words.ENCODINGS, ENCODINGS),
        (usage_words.TIME_FORMATS, TIME_FORMATS),
    ):
        assert list(words) == list(there)


def _query(said: dict[str, str]) -> str:
    from urllib.parse import urlencode

    return urlencode(said)
