"""URLs of social: one line for each component, in the namespace `social`."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "social"
urlpatterns: list[URLPattern | URLResolver] = [
    path("bang-tin/tep/", include("social.files.urls")),
    path("bang-tin/nhom/", include("social.exports.urls")),
    path("bang-tin/nhom/", include("social.groups.urls")),
    path("bang-tin/nhom/", include("social.wiki.urls")),
    path("bang-tin/goc-cua-em/", include("social.portfolio.urls")),
    path("bang-tin/", include("social.feeds.urls")),
    path("tin-nhan/", include("social.messaging.urls")),
    path("an-toan/", include("social.moderation.urls")),
]
