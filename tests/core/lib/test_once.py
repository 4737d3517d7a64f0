"""What is read once while a page is made is read anew for the next one."""

import pytest

from core.lib.once import once, reading_once
from core.models import Membership
from tests.factories.core import make_account, make_membership, make_person, make_unit


def test_a_page_reads_once_and_what_writes_each_time():
    asked = []

    def ask(key):
        return once(key, lambda: asked.append(key) or len(asked))

    assert [ask("a"), ask("a")] == [1, 2]
    with reading_once():
        assert [ask("a"), ask("b"), ask("a")] == [3, 4, 3]
        with reading_once():
            assert ask("a") == 5
        assert ask("a") == 3
    assert ask("a") == 6


@pytest.mark.django_db
def test_the_next_page_knows_that_a_hat_has_gone(client):
    person, unit = make_person(), make_unit()
    make_membership(person, unit)
    client.force_login(make_account(person))
    assert client.get("/bang-tin/").status_code == 200
    Membership.objects.update(unit=make_unit(name="THCS Sơn Thủy"))
    assert "THCS Sơn Thủy" in client.get("/").text
    Membership.objects.all().delete()
    assert client.get("/bang-tin/").status_code == 403
