"""What devices ask and send while a package plays."""

from uuid import UUID

from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.access.policies import with_hat
from core.access.views import access
from lms.courses.models import Activity

from ..errors import BadChanges, OtherPerson
from ..models import H5PPackage
from ..selectors import states_of
from ..serializers import read_batch
from ..services import apply_changes


def _pair(package: UUID, activity: UUID) -> tuple[H5PPackage, Activity]:
    found = H5PPackage.objects.filter(uuid=package).first()
    place = Activity.objects.select_related("course").filter(uuid=activity).first()
    if found is None or place is None:
        raise Http404
    return found, place


@require_safe
@never_cache
@access(with_hat)
def states(request: HttpRequest, package: UUID, activity: UUID) -> JsonResponse:
    """Answer where the person stopped in a package."""
    found, place = _pair(package, activity)
    return JsonResponse({"states": states_of(request.actor, found, place)})  # type: ignore[attr-defined]


@require_POST
@access(with_hat)
def sync(request: HttpRequest) -> JsonResponse:
    """Take a batch of changes; answers only after they are committed."""
    try:
        batch = read_batch(request.body)
    except BadChanges as bad:
        return JsonResponse({"code": bad.code, "field": bad.field, "message": _("Dữ liệu gửi lên không đúng.")}, status=400)
    package, activity = _pair(batch["package"], batch["activity"])
    try:
        new = apply_changes(
            actor=request.actor,  # type: ignore[attr-defined]
            package=package,
            activity=activity,
            person=batch["person"],
            block_id=batch["block"],
            changes=batch["changes"],
        )
    except OtherPerson as other:
        return JsonResponse({"code": other.code, "message": _("Kết quả này là của người khác trên cùng máy.")}, status=409)
    return JsonResponse({"saved": len(batch["changes"]), "new": new})
