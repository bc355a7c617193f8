"""Devices of an account, by lists in any of its languages: good rows in, the others told by line, never another's card."""

import pytest

from simcare.accounts.actions import open_account
from simcare.accounts.models import Account
from simcare.cards.actions.equipment import register_list, register_one
from simcare.cards.actions.stock import add_card, assign
from simcare.cards.errors import EquipmentUnreadable
from simcare.cards.models import CardChange, Equipment, Product
from simcare.cards.queries.fleet import list_equipment
from simcare.cards.rules.equipment import Device, columns_of, read_device
from simcare.kernel import clock
from simcare.kernel.tenancy import acting_as_account

OURS = ("8944200000000012345", "8944200000000012346")
THEIRS = "8944200000000099999"

HEADERS = (
    ["ICCID", "Device", "Model", "Module", "IMEI", "Place"],
    ["Kartennummer", "Gerät", "Modell", "Modul", "IMEI", "Standort"],
    ["número de SIM", "Dispositivo", "modelo", "módulo", "IMEI", "Ubicación"],
    ["carte SIM", "appareil", "modèle", "modem", "imei", "lieu"],
    ["número do cartão", "equipamento", "modelo", "módulo", "IMEI", "local"],
    ["カード番号", "機器", "型番", "モジュール", "IMEI", "設置場所"],
    ["卡号", "设备", "型号", "模块", "IMEI号", "位置"],
    ["رقم الشريحة", "الجهاز", "الطراز", "الوحدة", "IMEI", "الموقع"],
)


@pytest.mark.parametrize("header", HEADERS)
def test_columns_are_known_in_every_language_in_any_order(header: list[str]) -> None:
    names = ("iccid", "kind", "model", "module", "imei", "place")
    assert columns_of(header) == dict(zip(names, range(6), strict=True))
    turned = columns_of(header[::-1])
    assert turned == dict(zip(names, range(5, -1, -1), strict=True))


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"kind": "camera"}, "iccid", "empty"),
        ({"iccid": OURS[0]}, "kind", "empty"),
        ({"iccid": "12", "kind": "camera"}, "iccid", "iccid_unreadable"),
        ({"iccid": "8.94420E+18", "kind": "camera"}, "iccid", "iccid_rounded"),
        ({"iccid": OURS[0], "kind": "camera", "imei": "77"}, "imei", "imei_unreadable"),
    ],
)
def test_what_is_wrong_with_a_row_is_named(cells: dict[str, str], column: str, code: str) -> None:
    flaw = read_device(4, cells)
    assert not isinstance(flaw, Device)
    assert (flaw.line, flaw.column, flaw.code) == (4, column, code)


@pytest.fixture
def account() -> Account:
    product = Product.objects.create(code="P1", name="Plan")
    ours, theirs = (open_account(name=name, by="t", at=clock.now()) for name in ("Ours", "Theirs"))
    for iccid, owner in (*((iccid, ours) for iccid in OURS), (THEIRS, theirs)):
        card = add_card(iccid=iccid, product=product, platform="eiotclub", at=clock.now())
        assign(card=card, account=owner, by="t", at=clock.now())
    return ours


def _register(account: Account, text: str) -> tuple[int, int, list[tuple[int, str]]]:
    done = register_list(content=text.encode(), account_id=account.id, by="tom@x.example", at=clock.now())
    return done.count, done.same_count, [(flaw.line, flaw.code) for flaw in done.flaws]


@pytest.mark.django_db
def test_good_rows_go_in_and_the_others_are_told_by_line(account: Account) -> None:
    listed = (
        "ICCID,Device,Model,Place\n"
        f"{OURS[0]},camera,RoadEye 4,B96\n"
        "\n"
        f"{THEIRS},camera,RoadEye 4,B97\n"
        f"{OURS[0]},tracker,,\n"
        "nonsense,camera,,\n"
        f"{OURS[1]},meter,AquaRead,Well 7\n"
    )
    with acting_as_account(account.id):
        count, same, flaws = _register(account, listed)
        assert (count, same) == (2, 0)
        assert sorted(flaws) == [(4, "card_unknown"), (5, "twice_in_file"), (6, "iccid_unreadable")]
        found = list_equipment(account.id, size=10)
        assert [(one.card and one.card.iccid, one.kind, one.place) for one in found] == [
            (OURS[0], "camera", "B96"),
            (OURS[1], "meter", "Well 7"),
        ]
        assert _register(account, listed)[:2] == (0, 2), "the same once more changes nothing"
        assert [one.kind for one in list_equipment(account.id, words="aqua well", size=10)] == ["meter"]
    assert not Equipment.objects.exclude(account=account).exists()


@pytest.mark.django_db
def test_another_device_takes_the_place_and_the_card_keeps_its_history(account: Account) -> None:
    for kind in ("camera", "tracker"):
        told = {"iccid": OURS[0], "kind": kind, "imei": "490154203237518"}
        assert register_one(told=told, account_id=account.id, by="tom@x.example", at=clock.now()).count == 1
    assert set(Equipment.objects.values_list("kind", "card__iccid")) == {("camera", None), ("tracker", OURS[0])}
    change = CardChange.objects.latest("id")
    assert (change.before["equipment"]["kind"], change.after["equipment"]["kind"]) == ("camera", "tracker")


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["hello,world\n", "a;b;c\n1;2;3\n", ""])
def test_what_is_no_list_is_refused_in_words_and_changes_nothing(account: Account, text: str) -> None:
    with pytest.raises(Exception, match=r"names no card|no table|empty") as refused:
        _register(account, text)
    assert getattr(refused.value, "status", 500) < 500
    assert not Equipment.objects.exists()


@pytest.mark.django_db
def test_a_list_of_too_many_rows_is_refused_whole(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simcare.cards.actions.equipment.MOST_ROWS", 2)
    rows = "".join(f"{OURS[0]},camera\n" for _ in range(3))
    with pytest.raises(EquipmentUnreadable, match="more than 2 rows"):
        _register(account, rows)
    assert not Equipment.objects.exists()
