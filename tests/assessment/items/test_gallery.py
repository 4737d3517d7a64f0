"""The style guide shows every kind of question with a sample of its own."""

import pytest
from django.urls import reverse

from assessment.hooks import ItemKind
from assessment.items.selectors.gallery import sample_of, sample_questions


def test_every_kind_has_a_sample_that_may_be_asked():
    assert [row["kind"].key for row in sample_questions()] == [kind.key for kind in sorted(ItemKind.all(), key=lambda kind: kind.order)]
    for kind in ItemKind.all():
        content, response = sample_of(kind)
        assert kind.problems(content) == []
        assert kind.clean_response(content, response) == response


@pytest.mark.parametrize("key", ["matching", "ordering", "drag_drop", "cloze", "true_false"])
def test_samples_are_partly_right(key):
    kind = ItemKind.of(key)
    assert 0 < kind.score(*sample_of(kind)).ratio < 1


@pytest.mark.parametrize("key", ["matching", "ordering", "drag_drop"])
def test_rows_stand_in_review_as_they_were_asked(key):
    shown = next(row for row in sample_questions() if row["kind"].key == key)
    name = {"matching": "right", "ordering": "entries", "drag_drop": "labels"}[key]
    asked, looked_at = ([entry["id"] for entry in shown[mode]["content"][name]] for mode in ("take", "review"))
    assert asked == looked_at
    assert looked_at != [entry["id"] for entry in shown["review"]["source"][name]]


def test_the_page_is_for_demonstrations_and_staff(client, settings, db):
    url = reverse("frontend:styleguide_screen", args=["cau-hoi"])
    settings.DEBUG = settings.DEMO = False
    assert client.get(url).status_code == 302
    settings.DEMO = True
    answer = client.get(url)
    assert answer.status_code == 200
    assert "Đúng – sai" in answer.content.decode()
