"""URLs of courses."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .views import activities, courses, editor, files, publishing


class StateVerb(StringConverter):
    """What can happen to a course's state."""

    regex = "cat|lay-lai|dong"


class SectionVerb(StringConverter):
    """What can happen to a section."""

    regex = "doi-ten|chuyen|xoa"


class ActivityVerb(StringConverter):
    """What can happen to an activity."""

    regex = "doi-ten|chuyen|xoa|mo|an"


for _name, _converter in (("state_verb", StateVerb), ("section_verb", SectionVerb), ("activity_verb", ActivityVerb)):
    register_converter(_converter, _name)

_course = "lop-hoc/<uuid:course_uuid>/"
_activity = _course + "soan/<uuid:activity_uuid>/"

urlpatterns = [
    path("lop-hoc/tao/", courses.new, name="course_new"),
    path("lop-hoc/kho-mau/", courses.templates, name="course_templates"),
    path(_course + "soan/", editor.edit, name="course_edit"),
    path(_course + "muc-luc/", courses.outline, name="course_outline"),
    path(_course + "cai-dat/", courses.settings, name="course_settings"),
    path(_course + "<state_verb:verb>/", courses.change_state, name="course_state"),
    path(_course + "sao-chep/", courses.copy, name="course_copy"),
    path(_course + "mo/", publishing.publish, name="course_publish"),
    path(_course + "lich-su/", publishing.versions, name="course_versions"),
    path(_course + "lich-su/<int:number>/tro-ve/", publishing.restore, name="course_restore"),
    path(_course + "soan/chuong/", editor.add_section, name="section_add"),
    path(_course + "soan/chuong/<int:section_id>/them/", editor.add_activity, name="activity_add"),
    path(_course + "soan/chuong/<int:section_id>/<section_verb:verb>/", editor.change_section, name="section_change"),
    path(_activity + "cai-dat/", activities.settings, name="activity_settings"),
    path(_activity + "noi-dung/", activities.content, name="activity_content"),
    path(_activity + "<activity_verb:verb>/", editor.change_activity, name="activity_change"),
    path("tep-hoc/<uuid:uuid>/<path:name>", files.course_file, name="course_file"),
]
