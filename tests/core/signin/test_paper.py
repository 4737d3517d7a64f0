"""Slips on a machine without Pango, which only root can install."""

import subprocess
import sys

import pytest

from core.signin.enums import SlipKind
from core.signin.services.paper import print_paper
from core.signin.services.slips import request_slips
from core.signin.types import Slip
from tests.factories.core import make_actor, make_class, make_enrolment, make_person

SLIP = Slip(
    "Nông Minh Khuê",
    "Lớp 9A2, THCS Tân Trào",
    (("Mật khẩu dùng một lần", "hoa-ban-42"),),
    "http://localhost:8000/dang-nhap/",
    "Xin giữ <kín>.",
)


@pytest.fixture
def without_pango(monkeypatch):
    """Importing WeasyPrint fails as it does where its libraries are missing."""

    class Missing:
        def find_spec(self, name, path=None, target=None):
            if name.startswith("weasyprint"):
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.startswith("weasyprint")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])


def test_the_product_starts_without_it():
    code = "import django, sys; django.setup(); import config.urls; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_html_to_print_instead(without_pango):
    paper = print_paper(title="9A2", slips=[SLIP] * 9)
    assert paper.kind == "html"
    text = paper.data.decode()
    assert text.count('class="page"') == 2
    assert "Xin giữ &lt;kín&gt;." in text
    assert 'src: url("data:font/woff2;base64,' in text
    assert "http" not in text.split("</style>")[1].replace("http-equiv", "")


@pytest.mark.django_db
def test_download_says_what_it_is(without_pango, client):
    class_group = make_class()
    make_enrolment(class_group, make_person("Nông Minh Khuê", born_on="2012-03-04"))
    admin = make_actor("unit_admin", class_group.unit)
    batch = request_slips(actor=admin, kind=SlipKind.PASSWORDS, unit=class_group.unit, class_group=class_group)
    assert not batch.is_pdf
    client.force_login(batch.created_by.account, backend="core.signin.backends.IdentifierBackend")
    page = client.get(f"/phieu-dang-nhap/{batch.uuid}/")
    assert "Tải tệp để in" in page.content.decode()
    response = client.get(f"/phieu-dang-nhap/{batch.uuid}/tai-ve/")
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment")
    assert "Nông Minh Khuê" in response.content.decode()
