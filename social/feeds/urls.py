"""URLs of feeds."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.feed, name="feed"),
    path("khong-gian/<uuid:space_uuid>/", views.space, name="space"),
    path("khong-gian/<uuid:space_uuid>/viet/", views.write, name="write"),
    path("khong-gian/<uuid:space_uuid>/nguoi/", views.space_people, name="space_people_named"),
    path("ben-canh/", views.feed_beside, name="feed_beside"),
    path("khong-gian/<uuid:space_uuid>/ben-canh/", views.space_beside, name="space_beside"),
    path("da-xem/", views.seen, name="feed_seen"),
    path("da-luu/", views.kept, name="kept_posts"),
    path("khong-gian/<uuid:space_uuid>/tep/", views.space_files, name="space_files"),
    path("khong-gian/<uuid:space_uuid>/su-kien/", views.space_events, name="space_events"),
    path("the/", views.card_search, name="card_search"),
    path("chia-se-the/", views.card_share, name="card_share"),
    path("lien-ket/<uuid:link_uuid>/", views.link_picture, name="link_picture"),
    path("cua-toi/", views.mine, name="own_posts"),
    path("bai/<uuid:post_uuid>/", views.post, name="post"),
    path("bai/<uuid:post_uuid>/sua/", views.edit, name="post_edit"),
    path("bai/<uuid:post_uuid>/lan-truoc/", views.edits, name="post_edits"),
    path("bai/<uuid:post_uuid>/viec/", views.post_act, name="post_act"),
    path("bai/<uuid:post_uuid>/thich/", views.react, name="react"),
    path("bai/<uuid:post_uuid>/binh-luan/", views.comment, name="comment"),
    path("bai/<uuid:post_uuid>/nguoi/", views.people, name="post_people"),
    path("bai/<uuid:post_uuid>/luu/", views.keep, name="post_keep"),
    path("binh-luan/<uuid:comment_uuid>/sua/", views.comment_edit, name="comment_edit"),
    path("binh-luan/<uuid:comment_uuid>/viec/", views.comment_act, name="comment_act"),
    path("gui-xuong/", views.send_down, name="send_down"),
    path("gui-xuong/<uuid:post_uuid>/", views.sent_report, name="sent_report"),
    path("bai/<uuid:post_uuid>/chia-se/", views.share, name="share"),
    path("da-doc/", views.posts_read, name="posts_read"),
    path("bai/<uuid:post_uuid>/tra-loi/", views.answer, name="answer"),
    path("bai/<uuid:post_uuid>/nguoi-doc/", views.receipts, name="receipts"),
    path("bai/<uuid:post_uuid>/nguoi-doc/nhac/", views.remind_rest, name="remind"),
    path("bai/<uuid:post_uuid>/nguoi-doc.xlsx", views.receipts_file, name="receipts_file"),
    path("bai/<uuid:post_uuid>/chon/", views.poll_vote, name="poll_vote"),
    path("bai/<uuid:post_uuid>/ai-chon/", views.poll_voters, name="poll_voters"),
    path("bai/<uuid:post_uuid>/den/", views.event_answer, name="event_answer"),
    path("bai/<uuid:post_uuid>/su-kien.ics", views.event_file, name="event_file"),
]
