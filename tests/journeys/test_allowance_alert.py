"""From a file of usage to a mail: a package is nearly used up, its account is told, and the answer is a request."""

from datetime import timedelta
from email.message import EmailMessage
from email.utils import parseaddr

import pytest

from simcare.accounts.models import Account, Member, User
from simcare.accounts.values import MemberRole
from simcare.kernel import clock
from simcare.kernel.tenancy import acting_as_provider
from simcare.notifications.actions.news import send_news
from simcare.notifications.models import AccountNews
from simcare.support.models import Ticket
from simcare.usage.actions.meters import open_meter
from simcare.usage.values import Package
from tests.journeys.conftest import Desk, Recipients
from tests.usage.files import iccid, load, make_card
from tests.usage.test_alerts import held

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("journeys")]


@pytest.mark.usefixtures("policies")
def test_an_alert_reaches_its_account_and_the_answer_becomes_a_request(desk: Desk, recipients: Recipients) -> None:
    at = clock.now()
    with acting_as_provider():
        account = Account.objects.create(name="Lumen")
        ada = User.objects.create_user(email="ada@lumen.example", name="Ada")
        Member.objects.create(account=account, user=ada, role=MemberRole.OWNER)
        ends = at + timedelta(days=20)
        package = Package(name="10 kB", from_at=at - timedelta(days=9), until_at=ends, allowance_bytes=10_000)
        open_meter(card_id=held(make_card(), account).id, package=package, by="t", at=at)
    times = f"{at:%Y-%m-%d %H:%M:%S}," * 2
    load(f"1,{times}{iccid(1)},,8500,,46000\n", at=at)
    desk.work()
    with acting_as_provider():
        AccountNews.objects.update(made_at=at - timedelta(minutes=16))
        assert Ticket.objects.count() == 0
    assert send_news(clock.now()) == 1
    desk.work()
    (mail,) = recipients.mails
    assert parseaddr(str(mail["To"]))[1] == "ada@lumen.example"
    answer = EmailMessage()
    answer["From"], answer["To"] = "Ada <ada@lumen.example>", str(mail["Reply-To"])
    answer["Subject"], answer["Message-ID"] = f"Re: {mail['Subject']}", "<more@lumen.example>"
    answer["In-Reply-To"] = str(mail["Message-ID"])
    answer.set_content("Please add another package to this card.")
    desk.receive(answer.as_bytes(), to=parseaddr(str(mail["Reply-To"]))[1])
    with acting_as_provider():
        assert [ticket.account_id for ticket in Ticket.objects.all()] == [account.id]
