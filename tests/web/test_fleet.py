"""The pages of many cards and of quality over a real database: a file from its upload to an undone edit."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from simcare.accounts.actions import add_staff, open_account
from simcare.accounts.models import User
from simcare.accounts.values import StaffRole
from simcare.cards.actions.edits import run_edit
from simcare.cards.actions.exports import run_export
from simcare.cards.actions.intake import run_import
from simcare.cards.models import Batch, Card, CardEdit, CardExport, CardImport, Product
from simcare.kernel import clock
from simcare.kernel.tenancy import acting_as_provider

pytestmark = pytest.mark.django_db

ROWS = "卡号,套餐,客户,批次\n89860249213334946911,P1,Acme,B-7\n89860249213334946929,P1,Acme,B-7\n8.98602E+19,P1,,\n"


@pytest.fixture
def keeper(client: Client) -> Client:
    """A supervisor, in a house with one product, platform and account."""
    with acting_as_provider():
        user = add_staff(
            email="ana@x.example", name="Ana", role=StaffRole.SUPERVISOR, password="a long one", by="t", at=clock.now()
        )
        Product.objects.create(code="P1", name="Plan one")
        open_account(name="Acme", by="t", at=clock.now())
    assert client.post("/sign-in/login/", {"login": user.email, "password": "a long one"}).status_code == 302
    return client


def _upload(keeper: Client, content: str = ROWS) -> CardImport:
    answer = keeper.post("/stock/imports/", {"file": SimpleUploadedFile("出货.csv", content.encode())})
    origin = CardImport.objects.get()
    assert answer.headers["Location"] == f"/stock/imports/{origin.id}/"
    return origin


def _import(keeper: Client) -> CardImport:
    origin = _upload(keeper)
    CardImport.objects.update(platforms=["eiotclub"])
    said = {"column-0": "iccid", "column-1": "product", "column-2": "account", "column-3": "batch"}
    keeper.post(f"/stock/imports/{origin.id}/check/", {**said, "all-platform": "eiotclub"})
    run_import(import_id=origin.id, at=clock.now())
    keeper.post(f"/stock/imports/{origin.id}/write/", {"take": "good"})
    run_import(import_id=origin.id, at=clock.now())
    return origin


def test_a_file_is_shown_with_its_guess_checked_and_imported(keeper: Client) -> None:
    page = keeper.get(f"/stock/imports/{_upload(keeper).id}/").content.decode()
    assert '<option value="iccid" selected>' in page
    CardImport.objects.all().delete()
    origin = _import(keeper)
    done = keeper.get(f"/stock/imports/{origin.id}/").content.decode()
    assert "cards came into stock" in done
    assert Card.objects.count() == 2
    assert "has rounded this number" in keeper.get(f"/stock/imports/{origin.id}/flaws/").content.decode()


def test_the_list_narrows_by_its_address(keeper: Client) -> None:
    _import(keeper)
    batch = Batch.objects.get()
    for address in (f"/cards/?batch={batch.id}", "/cards/?q=46929", "/cards/?q=acme", "/cards/?state=unknown"):
        assert "8986" in keeper.get(address).content.decode(), address
    assert "No card has that" in keeper.get("/cards/?q=77777").content.decode()
    assert "Type a little more" in keeper.get("/cards/?q=77").content.decode()
    assert "B-7" in keeper.get("/stock/batches/").content.decode()


def test_an_edit_says_its_consequence_and_is_undone(keeper: Client) -> None:
    _import(keeper)
    assert "Edit 2 cards" in keeper.get("/stock/edits/new/?all=1&q=acme").content.decode()
    keeper.post("/stock/edits/", {"all": "1", "q": "acme", "with_label": "1", "label": "roof", "account": "-"})
    edit = CardEdit.objects.get()
    run_edit(edit_id=edit.id, at=clock.now())
    assert Card.objects.filter(label="roof").count() == 2
    assert "Undo" in keeper.get(f"/stock/edits/{edit.id}/").content.decode()
    keeper.post(f"/stock/edits/{edit.id}/undo/")
    run_edit(edit_id=CardEdit.objects.latest("id").id, at=clock.now())
    assert Card.objects.filter(label="").count() == 2
    card = keeper.get("/cards/89860249213334946911/").content.decode()
    assert "roof" in card
    assert f'Edit of cards <bdi dir="ltr">{edit.id}</bdi>' in card


def test_an_export_is_downloaded_when_it_is_there(keeper: Client) -> None:
    _import(keeper)
    keeper.post("/stock/exports/", {"q": "acme", "as": "csv"})
    export = CardExport.objects.get()
    run_export(export_id=export.id, at=clock.now())
    answer = keeper.get(f"/stock/exports/{export.id}/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.content.count(b"Acme") == 2
    assert f"cards-{clock.now():%Y}" in keeper.get("/stock/").content.decode()


def test_an_agent_neither_imports_nor_edits_nor_takes_out(keeper: Client) -> None:
    User.objects.update(role=StaffRole.AGENT)
    keeper.post("/stock/imports/", {"file": SimpleUploadedFile("x.csv", ROWS.encode())})
    keeper.post("/stock/exports/", {"as": "csv"})
    assert not CardImport.objects.exists()
    assert not CardExport.objects.exists()
    assert keeper.get("/stock/edits/new/?all=1").status_code == 403
    assert 'name="card"' not in keeper.get("/stock/").content.decode()


@pytest.mark.parametrize("address", ["/quality/", "/quality/?from=2026-01-01&until=2026-12-31", "/quality/?as=csv"])
def test_quality_answers_with_nothing_counted_yet(keeper: Client, address: str) -> None:
    assert keeper.get(address).status_code == 200


def test_a_report_is_made_and_read(keeper: Client) -> None:
    answer = keeper.post("/quality/reports/", {"month": "2026-10", "language": "ar"})
    assert keeper.get(answer.headers["Location"]).content.startswith(b"%PDF")


def test_accounts_show_cards_by_state(keeper: Client) -> None:
    _import(keeper)
    number = Card.objects.values_list("account_id", flat=True)[0]
    assert "Promise kept" in keeper.get(f"/accounts/{number}/").content.decode()
    assert "Acme" in keeper.get("/accounts/?q=acm").content.decode()
