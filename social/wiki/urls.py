"""URLs of the page of a community."""

from django.urls import path

from . import views

urlpatterns = [
    path("<uuid:space_uuid>/trang-chung/", views.wiki, name="wiki"),
    path("<uuid:space_uuid>/trang-chung/sua/", views.wiki_edit, name="wiki_edit"),
    path("<uuid:space_uuid>/trang-chung/lan-truoc/", views.wiki_history, name="wiki_history"),
    path("<uuid:space_uuid>/trang-chung/lan-truoc/<int:number>/", views.wiki_revision, name="wiki_revision"),
]
