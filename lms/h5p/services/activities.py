"""The package of an activity: chosen, published, copied; and packages inside lessons."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from core.access.policies import require
from core.access.types import Actor
from core.audit import services as audit
from lms.courses.models import Activity

from ..models import H5PActivity, H5PBlockUse, H5PPackage
from ..policies import can_edit_activity, can_use_package


def choose_package(*, actor: Actor, activity: Activity, package: H5PPackage) -> H5PActivity:
    """Make `package` the draft content of `activity`; learners get it when the activity is published."""
    require(can_edit_activity, actor, activity)
    require(can_use_package, actor, package)
    with transaction.atomic():
        choice, _new = H5PActivity.objects.update_or_create(activity=activity, defaults={"package": package})
        audit.record(
            actor=actor,
            verb="h5p.activity.package_chosen",
            obj=activity,
            unit_path=activity.course.unit.path,
            changes={"package": str(package.uuid)},
        )
    return choice


def publish_choice(*, activity: Activity) -> None:
    """Give learners the chosen package, in the caller's transaction; the caller's policy has passed."""
    choice = H5PActivity.objects.select_for_update(of=("self",)).filter(activity=activity).first()
    if choice and choice.package_id != choice.published_package_id:
        choice.published_package_id = choice.package_id
        choice.save(update_fields=["published_package"])


def copy_choice(*, source: Activity, target: Activity) -> None:
    """Let `target` begin with the package of `source`, as a draft, in the caller's transaction; its policy has passed.

    The package stays in its own unit: a copy of a course goes on playing it.
    """
    choice = H5PActivity.objects.filter(activity=source).first()
    if choice and (choice.package_id or choice.published_package_id):
        H5PActivity.objects.update_or_create(activity=target, defaults={"package_id": choice.package_id or choice.published_package_id})


def note_uses(*, activity: Activity, uuids: Iterable[UUID | str]) -> None:
    """Remember which packages the blocks of `activity` (a lesson, draft and published) use, in the caller's transaction.

    A package noted here can't be removed from the store. Unknown ids are left out.
    """
    wanted = set(H5PPackage.objects.filter(uuid__in={str(uuid) for uuid in uuids}).values_list("pk", flat=True))
    H5PBlockUse.objects.filter(activity=activity).exclude(package_id__in=wanted).delete()
    H5PBlockUse.objects.bulk_create([H5PBlockUse(activity=activity, package_id=pk) for pk in wanted], ignore_conflicts=True)
