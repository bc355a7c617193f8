"""Members of accounts: invited by a link that opens once, given roles, taken out; powers end at the account."""

import pytest

from simcare.accounts.actions import add_member, members, open_account
from simcare.accounts.actions.sign_ins import begin
from simcare.accounts.errors import LastOwner, LinkOpensNothing, NoSuchMember, NotYourOwnRole
from simcare.accounts.models import Account, Member, SignIn
from simcare.accounts.queries.access import has_sign_in, list_asked_in
from simcare.accounts.values import MemberRole
from simcare.kernel import clock
from simcare.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
OWNER = "tom@brightwater.example"
WORD = "correct horse battery"


@pytest.fixture
def account() -> Account:
    return _account("Brightwater", OWNER)


def _account(name: str, owner: str) -> Account:
    account = open_account(name=name, by="t", at=clock.now())
    _add(account, owner, MemberRole.OWNER)
    return account


def _add(account: Account, email: str, role: MemberRole) -> Member:
    return add_member(account=account, email=email, name="", role=role, by="t", at=clock.now())


def _invite(account: Account, email: str, role: MemberRole = MemberRole.VIEWER) -> str:
    return members.invite(account_id=account.id, email=email, role=role, language="de", by=OWNER, at=clock.now())


def test_an_invitation_makes_a_member_with_a_sign_in_once(account: Account) -> None:
    token = _invite(account, "Kim@Brightwater.example", MemberRole.SUPPORT)
    member = members.join(token=token, name="Kim", password=WORD, at=clock.now())
    told = (member.account, member.role, member.user.email, member.user.name, member.user.language)
    assert told == (account, "support", "kim@brightwater.example", "Kim", "de")
    assert member.user.check_password(WORD)
    with pytest.raises(LinkOpensNothing):
        members.join(token=token, name="Kim", password=WORD, at=clock.now())
    acts = (
        AuditEntry.objects.filter(chain=f"account:{account.id}").order_by("position").values_list("action", flat=True)
    )
    assert [*acts][-2:] == ["member.invited", "member.added"]


def test_who_signs_in_already_keeps_the_password_and_sees_both_accounts(account: Account) -> None:
    kim = members.join(token=_invite(account, "kim@x.example"), name="Kim", password=WORD, at=clock.now())
    other = _account("Frío Levante", "ruben@frio.example")
    again = members.join(token=_invite(other, "kim@x.example"), name="Mallory", password="another", at=clock.now())
    assert (again.user_id, again.user.name, again.user.check_password(WORD)) == (kim.user_id, "Kim", True)
    assert Member.objects.filter(user=kim.user).count() == 2


def test_a_member_whom_we_know_from_mails_only_gets_a_sign_in_by_the_link(account: Account) -> None:
    assert not has_sign_in(OWNER)
    members.join(token=_invite(account, OWNER, MemberRole.OWNER), name="Tom", password=WORD, at=clock.now())
    assert has_sign_in(OWNER)


def test_an_invitation_that_is_withdrawn_opens_nothing_and_only_by_its_own_account(account: Account) -> None:
    token, other = _invite(account, "kim@x.example"), _account("Other", "o@x.example")
    link = list_asked_in(account.id, at=clock.now()).get()
    with pytest.raises(LinkOpensNothing):
        members.withdraw(account_id=other.id, link_id=link.id, by="o@x.example", at=clock.now())
    members.withdraw(account_id=account.id, link_id=link.id, by=OWNER, at=clock.now())
    assert not list_asked_in(account.id, at=clock.now()).exists()
    with pytest.raises(LinkOpensNothing):
        members.join(token=token, name="Kim", password=WORD, at=clock.now())


def test_another_role_holds_at_once_and_ends_sign_ins(account: Account) -> None:
    kim = _add(account, "kim@x.example", MemberRole.SUPPORT)
    begin(user_id=kim.user_id, agent="", at=clock.now())
    members.change_role(account_id=account.id, member_id=kim.id, role=MemberRole.VIEWER, by=OWNER, at=clock.now())
    kim.refresh_from_db()
    assert (kim.role, SignIn.objects.filter(user=kim.user, ended_at=None).count()) == ("viewer", 0)


def test_an_account_keeps_an_owner_and_nobody_changes_the_own_role(account: Account) -> None:
    tom = Member.objects.get(user__email=OWNER)
    for deed in (members.remove, _demote):
        with pytest.raises(NotYourOwnRole):
            deed(account_id=account.id, member_id=tom.id, by=OWNER, at=clock.now())
        with pytest.raises(LastOwner):
            deed(account_id=account.id, member_id=tom.id, by="desk", at=clock.now())
    kim = _add(account, "kim@x.example", MemberRole.OWNER)
    members.remove(account_id=account.id, member_id=tom.id, by=kim.user.email, at=clock.now())
    assert [one.user.email for one in Member.objects.filter(account=account)] == ["kim@x.example"]


def _demote(**named: object) -> object:
    return members.change_role(role=MemberRole.VIEWER, **named)  # type: ignore[arg-type]  # as its caller names them


def test_s40_owner_powers_end_at_the_tenant(account: Account) -> None:
    other = _account("Other", "o@x.example")
    kim = _add(other, "kim@x.example", MemberRole.VIEWER)
    for deed in (members.remove, _demote):
        with pytest.raises(NoSuchMember):
            deed(account_id=account.id, member_id=kim.id, by=OWNER, at=clock.now())
