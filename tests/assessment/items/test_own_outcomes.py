"""What a unit adds to the national curriculum: who may, what is refused, the page."""

import pytest
from django.urls import reverse

from assessment.items import services
from assessment.items.errors import ItemError
from assessment.items.selectors.items import outcomes_for
from assessment.models import Outcome
from core.access.errors import AccessRefused
from core.audit.models import AuditRecord
from core.organisations.selectors import actor_for
from tests.factories.assessment_items import make_item, make_outcome
from tests.factories.core import make_account, make_actor, make_grade, make_membership, make_person, make_subject, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def leader(unit):
    person = make_person("Nông Văn Sơn")
    return actor_for(make_account(person), f"m{make_membership(person, unit, 'leader').pk}")[0]


@pytest.fixture
def topic():
    return make_outcome("Căn thức", is_outcome=False, key="TO9.3")


def add(actor, unit, topic, name="Giải bài toán tìm x ở địa phương", **more):
    facts = {"subject_id": topic.subject_id, "grade_id": topic.grade_id, "parent": topic} | more
    return services.add_outcome(actor=actor, unit=unit, name=name, **facts)


def refused(code, call, **arguments):
    before = list(Outcome.objects.order_by("pk").values())
    with pytest.raises(ItemError) as caught:
        call(**arguments)
    assert (caught.value.code, list(Outcome.objects.order_by("pk").values())) == (code, before)
    assert caught.value.message


def test_an_own_outcome_stands_beside_the_national_ones(unit, leader, topic):
    make_outcome("Tính căn bậc hai", parent=topic, subject=topic.subject, grade=topic.grade, order=1)
    made = add(leader, unit, topic)
    assert (made.path, made.is_outcome, made.unit, made.grade) == (f"{topic.path}{made.pk}/", True, unit, topic.grade)
    teacher, stranger = make_actor("teacher", unit), make_actor("teacher", make_unit())
    names = lambda actor: [row.name for row in outcomes_for(actor, topic.subject_id, None)]  # noqa: E731
    assert names(teacher) == ["Căn thức", "Tính căn bậc hai", made.name]
    assert names(stranger) == ["Căn thức", "Tính căn bậc hai"]
    assert AuditRecord.objects.get(verb="assessment.outcome.added").changes == {"name": made.name}
    own_topic = add(leader, unit, topic, "Toán quanh em", parent=None)
    assert not own_topic.is_outcome
    assert add(leader, unit, own_topic, "Đo chiều cao cây đa").parent == own_topic


def test_what_makes_no_sense_is_refused(unit, leader, topic):
    national = make_outcome("Tính căn bậc hai", parent=topic, subject=topic.subject, grade=topic.grade)
    other = make_outcome("Động năng", is_outcome=False, subject=make_subject("vat-li", "Vật lí"), grade=topic.grade)
    theirs = add(make_actor("leader", other_unit := make_unit()), other_unit, topic, "Của trường khác", parent=None)
    common = {"actor": leader, "unit": unit, "topic": topic}
    refused("outcome.name", add, **common, name="  ")
    refused("outcome.twice", add, **common, name="TÍNH căn bậc hai ")
    for parent in (national, other, theirs):
        refused("outcome.parent", add, **common, parent=parent)
    refused("outcome.parent", add, **common, grade_id=make_grade("8").pk)


@pytest.mark.parametrize("role", ["teacher", "student", "guardian"])
def test_only_who_oversees_banks_of_the_unit_writes(unit, leader, topic, role):
    made = add(leader, unit, topic)
    for actor in (make_actor(role, unit), make_actor("leader", make_unit())):
        for call, arguments in (
            (services.add_outcome, {"unit": unit, "subject_id": topic.subject_id, "grade_id": None, "name": "X"}),
            (services.rename_outcome, {"outcome": made, "name": "X"}),
            (services.close_outcome, {"outcome": made}),
            (services.remove_outcome, {"outcome": made}),
        ):
            with pytest.raises(AccessRefused):
                call(actor=actor, **arguments)
    assert list(Outcome.objects.exclude(unit=None).values_list("name", "is_closed")) == [(made.name, False)]
    with pytest.raises(AccessRefused):
        services.rename_outcome(actor=leader, outcome=topic, name="X")


def test_names_closing_and_removal(unit, leader, topic):
    made, other = add(leader, unit, topic), add(leader, unit, topic, "Khác")
    refused("outcome.twice", services.rename_outcome, actor=leader, outcome=made, name="khác")
    assert services.rename_outcome(actor=leader, outcome=made, name=" Tên  mới ").search_text == "ten moi"
    item = make_item(outcome=made)
    refused("outcome.in_use", services.remove_outcome, actor=leader, outcome=made)
    services.close_outcome(actor=leader, outcome=made)
    assert made.pk not in outcomes_for(leader, topic.subject_id, None).values_list("pk", flat=True)
    item.refresh_from_db()
    assert item.outcome == made
    add(leader, unit, topic, "Tên mới")
    refused("outcome.twice", services.close_outcome, actor=leader, outcome=made, is_closed=False)
    services.remove_outcome(actor=leader, outcome=other)
    assert not Outcome.objects.filter(pk=other.pk).exists()


def test_the_page(client, unit, leader, topic, django_assert_max_num_queries):
    page_url, add_url = reverse("assessment:own_outcomes"), reverse("assessment:own_outcome_add")
    person = make_person("Lò Thị Mai")
    make_membership(person, unit, "teacher")
    client.force_login(make_account(person))
    assert "mới thêm và sửa được" in client.get(page_url, {"mon": topic.subject_id}).content.decode()
    body = {"mon": topic.subject_id, "grade": topic.grade_id, "parent": topic.pk, "name": "Đo cây đa"}
    assert client.post(add_url, body).status_code in (403, 404)
    from core.models import Account

    client.force_login(Account.objects.get(pk=leader.account_id))
    assert client.post(add_url, body).status_code == 302
    answer = client.post(add_url, body)
    assert answer.status_code == 422
    assert 'value="Đo cây đa"' in answer.content.decode()
    made = Outcome.objects.get(unit=unit)
    act = reverse("assessment:own_outcome", args=[made.pk])
    client.post(act, {"viec": "doi-ten", "name": "Đo cây đa làng"})
    client.post(act, {"viec": "dong"})
    with django_assert_max_num_queries(20):
        page = client.get(page_url, {"mon": topic.subject_id}).content.decode()
    assert "Đo cây đa làng" in page
    assert "Thôi dùng" in page
    assert client.post(reverse("assessment:own_outcome", args=[topic.pk]), {"viec": "dong"}).status_code == 404
    client.post(act, {"viec": "xoa"})
    assert not Outcome.objects.filter(unit=unit).exists()
