"""What a class's homeroom teacher may switch off by itself: changing what is out, and seeing each other's works."""

import pytest
from django.utils import timezone

from core.access.errors import AccessRefused
from core.models import Person
from social.feeds.models import Comment, Entry, Post
from social.feeds.policies import can_edit_comment, can_edit_post
from social.feeds.services import edit_comment
from social.groups.forms import SettingsForm
from social.groups.models import Space
from social.groups.services.settings import set_rules
from social.portfolio.models import Work
from social.portfolio.policies import can_see_work
from tests.factories.core import make_enrolment, make_person
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import actor_of, let_use_social, space_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    """Teacher, pupil and classmate of a class, the pupil's post, comment and a work the class sees."""
    province = make_province()
    teacher, mate = make_homeroom(province), make_enrolment(province.class_group, make_person("Lý Văn An", born_on="2012-05-06")).person
    mate = Person.objects.get(pk=mate.pk)
    for child in (province.pupil, mate):
        let_use_social(child)
    space, own = space_of(teacher), {"author": province.pupil, "author_side": "learner", "state": "published"}
    post = Post.objects.create(space=space, **own)
    Entry.objects.create(space=space, post=post)
    comment = Comment.objects.create(post=post, space=space, body="Hay", **own)
    work = Work.objects.create(child=province.pupil, space=space, title="Tranh", state="approved", shown_at=timezone.now())
    return teacher, actor_of(province.pupil), actor_of(mate), post, comment, work


def switch_off(teacher, ability):
    """Save the form of settings as it comes, without one tick of the learners."""
    space = Space.objects.select_related("class_group", "unit").get(pk=space_of(teacher).pk)
    drawn = SettingsForm(space=space)
    data = {name: field.initial for name, field in drawn.fields.items() if field.initial}
    assert ability in data["may_learner"]
    data["may_learner"] = [one for one in data["may_learner"] if one != ability]
    form = SettingsForm(data, space=space)
    assert form.is_valid(), form.errors
    set_rules(actor=teacher, space=space, given=form.given())


def again(row):
    return type(row).objects.get(pk=row.pk)


def test_a_pupil_changes_what_is_out_unless_its_class_has_switched_that_off(made):
    teacher, pupil, _mate, post, comment, _work = made
    assert (can_edit_post(pupil, again(post)), can_edit_comment(pupil, again(comment))) == (True, True)
    switch_off(teacher, "edit")
    assert (can_edit_post(pupil, again(post)), can_edit_comment(pupil, again(comment))) == (False, False)
    with pytest.raises(AccessRefused):
        edit_comment(actor=pupil, comment=again(comment), body="Khác")
    Post.objects.filter(pk=post.pk).update(state="rejected")
    assert can_edit_post(pupil, again(post))
    assert again(comment).body == "Hay"


def test_classmates_see_shown_works_unless_their_class_has_switched_that_off(made):
    teacher, pupil, mate, post, _comment, work = made
    assert [can_see_work(one, work) for one in (pupil, mate, teacher)] == [True, True, True]
    switch_off(teacher, "works")
    assert [can_see_work(one, work) for one in (pupil, mate, teacher)] == [True, False, True]
    assert can_edit_post(pupil, again(post))
