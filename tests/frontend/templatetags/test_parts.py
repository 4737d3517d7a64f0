"""Components with templates."""

from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation


def render(source, **context):
    with translation.override("vi"):
        return Template("{% load ui parts vn %}" + source).render(Context(context))


class Sample(forms.Form):
    name = forms.CharField(label="Họ và tên", help_text="Như trong giấy khai sinh.")
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea)
    shift = forms.ChoiceField(label="Buổi", choices=[("a", "Sáng"), ("p", "Chiều")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="Đồng ý", required=False)
    paper = forms.FileField(label="Tệp", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_field_ties_label_help_and_error_together():
    html = render("{% field form.name %}", form=Sample({}))
    assert '<label for="id_name">Họ và tên' in html
    assert 'aria-describedby="id_name_help id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_help"' in html
    assert 'id="id_name_error"' in html


def test_field_without_trouble_has_no_error_marks():
    html = render("{% field form.note %}", form=Sample())
    assert "aria-invalid" not in html
    assert "(không bắt buộc)" in html


def test_field_keeps_what_was_typed():
    assert 'value="Ma Thị Hà"' in render("{% field form.name %}", form=Sample({"name": "Ma Thị Hà"}))


def test_field_group_is_a_fieldset_with_a_legend():
    html = render("{% field form.shift %}", form=Sample({}))
    assert "<legend>Buổi" in html
    assert html.count('class="check-row"') == 2
    assert 'aria-describedby="id_shift_error"' in html


def test_field_check_file_and_hidden():
    html = render("{% form_fields form %}", form=Sample())
    assert 'class="check-row" for="id_agree"' in html
    assert "<file-drop" in html
    assert '<input type="hidden" name="token"' in html


def test_form_errors_link_to_their_fields():
    form = Sample({"shift": "x"})
    form.add_error(None, "Lớp này đã khoá sổ.")
    html = render("{% form_errors form %}", form=form)
    assert 'role="alert"' in html
    assert "Lớp này đã khoá sổ." in html
    assert '<a href="#id_name">Họ và tên</a>' in html


def test_form_errors_unbound_form_is_silent():
    assert "error-box" not in render("{% form_errors form %}", form=Sample())


def test_whole_form_is_drawn_by_the_same_fields():
    html = str(Sample({}))
    assert 'class="field has-error"' in html
    assert 'class="error-box"' in html


def test_pager_keeps_filters_and_drops_old_keys():
    request = RequestFactory().get("/x/", {"q": "toán", "sau": "10", "truoc": "3"})
    html = render("{% pager page %}", page=SimpleNamespace(next_key="20", previous_key=""), request=request)
    assert 'href="?q=to%C3%A1n&amp;sau=20"' in html
    assert "truoc" not in html


def test_pager_single_page_shows_nothing():
    assert "<nav" not in render("{% pager page %}", page=SimpleNamespace(next_key=None, previous_key=None))


@pytest.mark.parametrize("scene", ["tree", "desk", "search", "mail", "offline", "done"])
def test_empty_scenes_exist(scene):
    html = render("{% empty 'Chưa có bài' 'Bấm để tạo.' scene=scene url='/a/' action='Tạo bài' %}", scene=scene)
    assert "Chưa có bài" in html
    assert 'href="/a/"' in html


def test_sheet_is_a_named_dialog():
    html = render("{% sheet 'nop' 'Nộp bài?' %}<p>Chắc chưa?</p>{% endsheet %}")
    assert '<dialog class="sheet" id="nop" aria-labelledby="nop-title">' in html
    assert "<p>Chắc chưa?</p>" in html


def test_stepper_names_the_current_step():
    html = render("{% stepper steps 'Đơn' %}", steps=[{"label": "Đã gửi", "state": "done"}, {"label": "Cô duyệt", "state": "now"}])
    assert html.count('aria-current="step"') == 1
    assert "đã xong" in html


def test_render_card_sees_its_own_data_over_the_pages(tmp_path, settings):
    (tmp_path / "card.html").write_text("{{ title }} của {{ who }}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    html = render(
        "{% render_card card %}|{{ title }}", title="Trang", who="Khuê", card={"template": "card.html", "context": {"title": "Thẻ"}}
    )
    assert html == "Thẻ của Khuê|Trang"
