"""URLs of lessons."""

from django.urls import path

from .views import editor, history, word

_lesson = "soan-bai/<uuid:activity>/"

urlpatterns = [
    path(_lesson, editor.edit, name="lesson_edit"),
    path(_lesson + "ban-nhap/", editor.draft, name="lesson_draft"),
    path(_lesson + "tep/", editor.files, name="lesson_files"),
    path(_lesson + "goi-h5p/", editor.packages, name="lesson_packages"),
    path(_lesson + "giao/", editor.publish, name="lesson_publish"),
    path(_lesson + "hen-gio/", editor.schedule, name="lesson_schedule"),
    path(_lesson + "cai-dat/", editor.settings, name="lesson_settings"),
    path(_lesson + "gop-y/", editor.comments, name="lesson_comments"),
    path(_lesson + "lich-su/", history.history, name="lesson_history"),
    path(_lesson + "lich-su/<int:revision>/", history.compare, name="lesson_compare"),
    path(_lesson + "lich-su/<int:revision>/lay-lai/", history.restore, name="lesson_restore"),
    path(_lesson + "word/", word.upload, name="lesson_word"),
    path(_lesson + "word/<uuid:document>/", word.look, name="lesson_word_look"),
]
