"""Who may keep, change and play packages. Each rule answers for one object and for lists."""

from django.db.models import QuerySet

from core.access.enums import Right
from core.access.types import Actor
from core.organisations.models import Unit, open_unit
from lms.courses.models import Activity
from lms.courses.policies import authored_courses, can_author, learning_courses

from .enums import PackageState
from .models import H5PPackage

__all__ = ["can_author", "can_change_package", "can_import_into", "can_study", "can_use_package", "can_view_package"]


def can_import_into(actor: Actor, unit: Unit) -> bool:
    """Say whether the actor may bring packages into `unit`: an author of that unit or of one above, while it is open."""
    return not unit.is_closed and actor.may(Right.COURSES_AUTHOR, unit.path)


def visible_packages(actor: Actor) -> QuerySet[H5PPackage]:
    """Packages of the actor's unit and of the units below, for authors."""
    packages: QuerySet[H5PPackage] = H5PPackage.objects.filter(state=PackageState.READY)
    if actor.is_system:
        return packages
    if not can_author(actor):
        return packages.none()
    return packages.filter(unit__path__startswith=actor.unit_path)


def can_view_package(actor: Actor, package: H5PPackage) -> bool:
    """Say whether the actor may look at `package` and try it out; the same rule as `visible_packages`."""
    return visible_packages(actor).filter(pk=package.pk).exists()


def changeable_packages(actor: Actor) -> QuerySet[H5PPackage]:
    """Packages the actor may rename, replace and remove: its own, and all of the units it oversees; never of a closed unit."""
    packages = visible_packages(actor).filter(open_unit())
    if actor.is_system or Right.COURSES_OVERSEE in actor.rights:
        return packages
    return packages.filter(owner_id=actor.person_id, unit_id=actor.unit_id)


def can_change_package(actor: Actor, package: H5PPackage) -> bool:
    """Say whether the actor may rename, replace or remove `package`; the same rule as `changeable_packages`."""
    return changeable_packages(actor).filter(pk=package.pk).exists()


def can_use_package(actor: Actor, package: H5PPackage) -> bool:
    """Say whether the actor may put `package` into an activity: whoever sees it."""
    return can_view_package(actor, package)


def edited_activities(actor: Actor) -> QuerySet[Activity]:
    """Activities of kind `h5p` in courses the actor may change."""
    return Activity.objects.filter(kind="h5p", is_removed=False, course__in=authored_courses(actor))


def can_edit_activity(actor: Actor, activity: Activity) -> bool:
    """Say whether the actor may choose the package of `activity`; the same rule as `edited_activities`."""
    return edited_activities(actor).filter(pk=activity.pk).exists()


def studied_activities(actor: Actor) -> QuerySet[Activity]:
    """Published activities of the courses the actor takes now; what was done there is kept."""
    return Activity.objects.filter(is_published=True, is_removed=False, course__in=learning_courses(actor))


def can_study(actor: Actor, activity: Activity) -> bool:
    """Say whether what the actor does in `activity` is kept; the same rule as `studied_activities`."""
    return studied_activities(actor).filter(pk=activity.pk).exists()
