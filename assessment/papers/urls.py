"""URLs of papers, in the namespace `assessment`, under /kiem-tra/de/."""

from django.urls import path

from .views import blueprint, composing, lists, paper

urlpatterns = [
    path("", lists.index, name="papers"),
    path("moi/", lists.new_paper, name="paper_new"),
    path("them-cau/", lists.add_items, name="paper_add_items"),
    path("ma-tran/", lists.blueprint_index, name="blueprints"),
    path("ma-tran/moi/", lists.new_blueprint, name="blueprint_new"),
    path("ma-tran/<uuid:blueprint_uuid>/", blueprint.blueprint, name="blueprint"),
    path("ma-tran/<uuid:blueprint_uuid>/viec/", blueprint.act, name="blueprint_act"),
    path("ma-tran/<uuid:blueprint_uuid>/rut/", blueprint.draw, name="blueprint_draw"),
    path("ma-tran/<uuid:blueprint_uuid>/bang/<str:kind>.<str:extension>", blueprint.table, name="blueprint_table"),
    path("rut/<uuid:job_uuid>/", blueprint.drawing, name="draw"),
    path("ban-in/<uuid:export_uuid>/", paper.print_file, name="paper_print"),
    path("<uuid:paper_uuid>/", paper.paper, name="paper"),
    path("<uuid:paper_uuid>/viec/", composing.act, name="paper_act"),
    path("<uuid:paper_uuid>/phan/", composing.part_saved, name="paper_part"),
    path("<uuid:paper_uuid>/cau/", composing.entry_saved, name="paper_entry"),
    path("<uuid:paper_uuid>/cau/<int:entry_id>/doi/", composing.replacing, name="paper_replace"),
    path("<uuid:paper_uuid>/thong-tin/", paper.facts_saved, name="paper_facts"),
    path("<uuid:paper_uuid>/ma-de/", paper.codes_made, name="paper_codes"),
    path("<uuid:paper_uuid>/xem/", paper.preview, name="paper_preview"),
    path("<uuid:paper_uuid>/in/", paper.print_asked, name="paper_print_ask"),
    path("<uuid:paper_uuid>/ban-in/", paper.prints, name="paper_prints"),
]
