"""The demo world, made through the product's own actions: people, accounts, cards, platforms, and mail to answer.

Deterministic by seed. What is in it stands in `cast.toml` (accounts and cards) and `mails.toml` (what they write).
"""

import json
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from simcare.accounts.actions import add_contact, add_member, add_staff, open_account
from simcare.accounts.actions.staff import change_password
from simcare.accounts.models import Account
from simcare.accounts.values import MemberRole, StaffRole
from simcare.cards.actions.states import report_state
from simcare.cards.actions.stock import add_card, assign, link_contact
from simcare.cards.models import Card, Equipment, Product, Supplier
from simcare.cards.values import CardState, StoppedBy
from simcare.kernel import policy
from simcare.operators.actions import add_platform
from simcare.support.actions.agents import describe, switch
from simcare.world import demo_story
from simcare.world.demo_desk import set_up
from simcare.world.demo_mail import Mail, send_in
from simcare.world.sign_ins import MEMBERS, SIGN_INS

HERE: Final = Path(__file__).parent
BY: Final = "world"
Record = dict[str, Any]  # a table of the TOML files

PLATFORMS: Final = (
    ("eiotclub", "", {"appkey": "000001", "secret": "a1b1c1d1"}),
    ("soracom", "/v1", {"auth_key_id": "keyId-simulator", "auth_key": "secret-simulator"}),
)
"""Name and connector, base path, and the simulator's public keys."""

PRODUCTS: Final = {
    "eiotclub": ("IOT-CN-1G", "IoT card China, 1 GB a month", "cmiot"),
    "soracom": ("IOT-WORLD", "IoT card World, plan01s", "soracom.io"),
}
SPECIFICATION: Final = {"package_required": True, "limit_action": "block", "pdn_types": ["IPv4"]}
EQUIPMENT: Final = (
    ("camera", "RoadEye 4"), ("tracker", "TraceOne"), ("meter", "AquaRead"),
    ("router", "LinkBox 4G"), ("kiosk", "VendTouch"), ("sensor", "FarmSense"),
)  # fmt: skip
TRAFFIC: Final = {"kiosk": "terminal"}
"""What the simulator calls a kind, where it has another name for it."""
STATES: Final = {
    "suspended": (CardState.SUSPENDED, StoppedBy.CUSTOMER),
    "terminated": (CardState.TERMINATED, None),
    "not_activated": (CardState.NOT_ACTIVATED, None),
    "standby": (CardState.STANDBY, None),
    "ready": (CardState.READY, None),
}
"""State of a card in a kind of trouble; all others are active."""


@dataclass(frozen=True)
class Made:
    """What was made."""

    accounts: int
    cards: int
    mails: int


def make(*, seed: int, more_cards: int, at: datetime, simulator_url: str, with_story: bool = False) -> Made:
    """Make the world, and write the simulator's side of it to SIMCARE_VAR/simulator.json. Once per database.

    `with_story`: the desk has lived through weeks of requests, and has matters under way beside the mails to answer.
    """
    chance = random.Random(seed)  # noqa: S311  # repeatable chance, no secret
    cast = tomllib.loads((HERE / "cast.toml").read_text())["accounts"]
    story = demo_story.accounts(chance) if with_story else []
    with transaction.atomic():
        user_ids = _staff(at)
        _platforms(simulator_url, at)
        products = {
            platform: Product.objects.get_or_create(
                code=code, defaults={"name": name, "apn": apn, "specification": SPECIFICATION}
            )[0]
            for platform, (code, name, apn) in PRODUCTS.items()
        }
        records = [record for entry in _spread(cast, more_cards, chance) for record in _account(entry, products, at)]
        set_up(user_ids, Account.objects.order_by("-id")[0], at)
        records += [record for entry in story for record in _account(entry, products, at)]
        requests = demo_story.tell(story, chance=chance, at=at) if story else 0
        mails = list(_mails(at))
        for mail in mails:
            send_in(mail)
    _write_script(records)
    return Made(accounts=len(cast) + len(story), cards=len(records), mails=requests + len(mails))


def _staff(at: datetime) -> dict[str, int]:
    """The people of the desk; their numbers by role."""
    user_ids = {}
    for person in SIGN_INS:
        user = add_staff(
            email=person.email, name=person.name, role=StaffRole(person.role), password=person.password, by=BY, at=at
        )
        describe(
            user_id=user.id, languages=person.languages, skills=person.skills, queues=(), most_open=8, by=BY, at=at
        )
        switch(user_id=user.id, takes_tickets=person.role == "agent", by=BY, at=at)
        user_ids[person.role] = user.id
    return user_ids


def _platforms(simulator_url: str, at: datetime) -> None:
    for name, path, credentials in PLATFORMS:
        add_platform(name=name, connector=name, base_url=simulator_url + path, credentials=credentials, by=BY, at=at)


def _spread(cast: list[Record], more_cards: int, chance: random.Random) -> list[Record]:
    """The cast, with further healthy cards spread over its accounts."""
    for _ in range(more_cards):
        digits = "898604" + "".join(chance.choice("0123456789") for _ in range(13))
        extra = {"iccid": _with_check_digit(digits), "platform": "eiotclub", "scenario": "healthy"}
        chance.choice(cast).setdefault("cards", []).append(extra)
    return cast


def _with_check_digit(digits: str) -> str:
    doubled = [int(digit) * (2 - index % 2) for index, digit in enumerate(reversed(digits))]
    return digits + str(-sum(number // 10 + number % 10 for number in doubled) % 10)


def _account(entry: Record, products: dict[str, Product], at: datetime) -> list[Record]:
    """One account with its people and cards; gives the simulator's records of the cards."""
    opened_at = at - timedelta(days=400)
    account = open_account(
        name=entry["name"],
        language=entry["language"],
        zone=entry["zone"],
        is_dealer=entry.get("is_dealer", False),
        by=BY,
        at=opened_at,
    )
    for person in entry.get("members", []):
        member = add_member(account=account, role=MemberRole.OWNER, **_person(person, entry), by=BY, at=opened_at)
        for known in (known for known in MEMBERS if known.email == member.user.email):
            change_password(user=member.user, password=known.password, keeps=None, by=BY, at=opened_at)
    contacts = [
        add_contact(account=account, **_person(person, entry), by=BY, at=opened_at)
        for person in entry.get("contacts", [])
    ]
    records = []
    for record in entry.get("cards", []):
        card = _card(record, account, products, opened_at, at)
        for contact in contacts:
            link_contact(card=card, contact=contact, by=BY, at=opened_at)
        kind, _model = _equipment(record["iccid"])
        seen = {"imsi": card.imsi, "msisdn": card.msisdn, "equipment": TRAFFIC.get(kind, kind)}
        records.append({**seen, **record})
    return records


def _person(person: Record, entry: Record) -> Record:
    return {"email": person["email"], "name": person["name"], "language": person.get("language", entry["language"])}


def _card(record: Record, account: Account, products: dict[str, Product], opened_at: datetime, at: datetime) -> Card:
    digits = "".join(letter for letter in record["iccid"] if letter.isdigit())
    card = add_card(
        iccid=record["iccid"],
        product=products[record["platform"]],
        platform=record["platform"],
        imsi=("46004" if record["platform"] == "eiotclub" else "44010") + digits[-11:-1],
        msisdn="861064" + digits[-10:-3],
        sold_on=date(2025, 10, 1),
        at=opened_at,
    )
    assign(card=card, account=account, by=BY, at=opened_at)
    state, stopper = STATES.get(record["scenario"], (CardState.ACTIVE, None))
    report_state(
        card_id=card.id,
        state=state,
        stopped_by=stopper,
        source="simcare",
        by=f"account:{account.id}",
        at=at - timedelta(days=2),
    )
    kind, model = _equipment(record["iccid"])
    supplier, _ = Supplier.objects.get_or_create(name=f"{model} Works", defaults={"email": "care@works.example"})
    Equipment.objects.create(account=account, card=card, supplier=supplier, kind=kind, model=model)
    return card


def _equipment(iccid: str) -> tuple[str, str]:
    """Kind and model of what a card is in."""
    digits = "".join(letter for letter in iccid if letter.isdigit())
    return EQUIPMENT[int(digits[-5:-1]) % len(EQUIPMENT)]


def _write_script(records: list[Record]) -> None:
    settings.VAR.mkdir(parents=True, exist_ok=True)
    (settings.VAR / "simulator.json").write_text(json.dumps({"cards": records}, indent=1))


def _mails(at: datetime) -> Iterator[Mail]:
    for told in tomllib.loads((HERE / "mails.toml").read_text())["mails"]:
        received_at = at - timedelta(minutes=told["minutes_ago"])
        yield Mail(told["name"], told["from"], told["subject"], told["text"], received_at)


def is_made() -> bool:
    """Whether this database holds the demo world already."""
    return Account.objects.exists() or not policy.list_versions()
