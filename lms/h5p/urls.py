"""URLs of H5P."""

from django.urls import path

from .views import activities, frames, store, sync

urlpatterns = [
    path("h5p/", store.packages, name="h5p_packages"),
    path("h5p/tai-len/", store.upload, name="h5p_upload"),
    path("h5p/dong-bo/", sync.sync, name="h5p_sync"),
    path("h5p/hoat-dong/<uuid:uuid>/", activities.choose, name="h5p_activity"),
    path("h5p/<uuid:uuid>/", store.package, name="h5p_package"),
    path("h5p/<uuid:uuid>/doi-ten/", store.rename, name="h5p_rename"),
    path("h5p/<uuid:uuid>/thay/", store.replace, name="h5p_replace"),
    path("h5p/<uuid:uuid>/bo/", store.remove, name="h5p_remove"),
    path("h5p/<uuid:package>/<uuid:activity>/trang-thai/", sync.states, name="h5p_states"),
    path("h5p-khung/<str:token>/", frames.frame, name="h5p_frame"),
    path("h5p-tep/thu-vien/<str:digest>/<path:path>", frames.library_asset, name="h5p_library_file"),
    path("h5p-tep/noi-dung/<str:token>/<path:path>", frames.content_asset, name="h5p_content_file"),
]
