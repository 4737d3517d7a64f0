"""The declaration every view carries: `@access(policy)`. Undeclared views are refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from .errors import AccessRefused, ReasonNeeded
from .policies import Policy
from .types import Actor

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class ActorRequest(HttpRequest):
    """A request behind the actor middleware."""

    actor: Actor
    hats: Any


def access(policy: Policy, *, absent: bool = True, refusal: str = "") -> Callable[[View], View]:
    """Declare the policy of a view and turn refusals into answers.

    The policy is asked with the actor and None before the view runs. A visitor who is refused is sent to
    sign in (401 for a script that asks for JSON). `AccessRefused` from a service becomes 404 (`absent`, so that forbidden looks like absent) or 403;
    `ReasonNeeded` leads to the page that asks for the reason. `refusal` names a template that says why the area is not for this hat and
    leads on; without one the plain page of a refusal stands there.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = cast(ActorRequest, request).actor
            if not policy(actor, None):
                if not actor.is_signed_in:
                    return _to_sign_in(request)
                if actor.hat is None and _asks_for_json(request):
                    return _without_role(request)
                if refusal:
                    return render(request, refusal, status=403)
                raise PermissionDenied
            try:
                return view(request, *args, **kwargs)
            except ReasonNeeded as needed:
                back = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
                return HttpResponseRedirect(f"{needed.url}?{urlencode({'ve': back})}" if back else needed.url)
            except AccessRefused as refused:
                if absent:
                    raise Http404 from refused
                raise PermissionDenied from refused

        guarded.access_policy = policy  # type: ignore[attr-defined]
        return cast(View, guarded)

    return declare


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Send a visitor to the sign-in page; a script that asked for JSON gets 401, as it would take the page for its answer."""
    if _asks_for_json(request):
        return JsonResponse({"code": "signed_out", "message": _("Hãy đăng nhập lại để gửi bài.")}, status=401)
    return redirect_to_login(request.get_full_path())


def _asks_for_json(request: HttpRequest) -> bool:
    accepted = request.headers.get("Accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def _without_role(request: HttpRequest) -> HttpResponseBase:
    """Tell a script that nothing changes by waiting: the account has no role left. `person` says whose account, as a device may keep another's words."""
    person = getattr(getattr(request, "user", None), "person", None)
    message = _("Tài khoản này không còn vai trò nào ở trường, nên không gửi được.")
    return JsonResponse({"code": "no_role", "message": message, "person": str(getattr(person, "uuid", ""))}, status=403)


def too_many_tries(request: HttpRequest, seconds: int) -> HttpResponse:
    """Answer 429 in plain words with the time to wait, also as `Retry-After` (seconds)."""
    seconds = max(1, seconds)
    minutes = -(-seconds // 60)
    context = {"seconds": seconds, "minutes": minutes}
    response = render(request, "signin/too_many.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def declare_policy(view: Callable[..., Any], name: str) -> Callable[..., Any]:
    """Mark a view that is not ours (allauth, Wagtail) with the name of the rule it enforces itself."""
    view.access_policy = name  # type: ignore[attr-defined]
    return view
