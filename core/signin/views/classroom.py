"""The classroom door: a class's names, then four pictures."""

from allauth.account.signals import user_logged_in
from allauth.core import ratelimit
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.access.policies import anyone
from core.access.views import access, too_many_tries
from core.organisations.middleware import PICTURE_SESSION_KEY
from core.people.models import Account

from ..enums import PictureAnswer
from ..errors import PictureProblemError
from ..models import ClassLoginCode
from ..rules import PICTURE_TAPS, PICTURES, WAIT_SECONDS
from ..selectors import class_children, is_in_hours, open_class_code, picture_account
from ..services.pictures import check_pictures, choose_pictures
from ..services.sessions import CLASS_TOKEN_KEY, begin_shared
from .words import picture_problem

BACKEND = "core.signin.backends.IdentifierBackend"


def _code(token: str) -> ClassLoginCode:
    code = open_class_code(token)
    if code is None:
        raise Http404
    return code


@require_safe
@access(anyone)
@never_cache
def class_door(request: HttpRequest, token: str) -> HttpResponse:
    """The names of a class as big buttons."""
    code = _code(token)
    if not is_in_hours(code):
        return render(request, "signin/class_closed.html", {"code": code}, status=403)
    return render(request, "signin/class_door.html", {"code": code, "token": token, "children": class_children(code.class_group)})


@access(anyone)
@never_cache
def class_pictures(request: HttpRequest, token: str, ref: str) -> HttpResponse:
    """Four pictures of one child: to sign in, or twice to choose them."""
    code = _code(token)
    account = picture_account(code.class_group, ref)
    if account is None or not is_in_hours(code):
        raise Http404
    context = {"code": code, "token": token, "ref": ref, "person": account.person, "taps": [], "first": "", "problem": ""}
    context["choosing"] = not account.picture_pin
    if context["choosing"] and not code.takes_new_pictures:
        return render(request, "signin/class_pictures_none.html", context)
    if request.method != "POST":
        return render(request, "signin/class_pictures.html", context)
    taps = _taps(request)
    if len(taps) < PICTURE_TAPS:
        context.update(taps=taps, first=request.POST.get("first", ""))
        return render(request, "signin/class_pictures.html", context)
    if limited(request):
        return too_many_tries(request, 60)
    problem = _choose(request, code, account, taps, context) if context["choosing"] else _check(account, taps)
    if problem is None:
        return _enter(request, account, token)
    context["problem"] = problem
    return render(request, "signin/class_pictures.html", context)


def limited(request: HttpRequest) -> bool:
    """Count a try against the address; a school has many."""
    return not ratelimit.consume(request, action="class_picture")


def _taps(request: HttpRequest) -> list[str]:
    taps = [*request.POST.get("taps", "").split("-"), request.POST.get("tap", "")]
    return [tap for tap in taps if tap in PICTURES][:PICTURE_TAPS]


def _check(account: Account, taps: list[str]) -> str | None:
    answer = check_pictures(account=account, taps=taps)
    words = {
        PictureAnswer.OK: None,
        PictureAnswer.WRONG: _("Chưa đúng rồi. Em thử lại nhé."),
        PictureAnswer.WAIT: _("Em đã thử nhiều lần. Em nghỉ %(minutes)s phút rồi thử lại, hoặc gọi thầy cô nhé.")
        % {"minutes": WAIT_SECONDS // 60},
        PictureAnswer.CLOSED: _("Hình của em đã bị khoá. Em gọi thầy cô mở giúp nhé."),
        PictureAnswer.NONE: _("Em nhờ thầy cô giúp nhé."),
    }
    return words[answer]


def _choose(request: HttpRequest, code: ClassLoginCode, account: Account, taps: list[str], context: dict[str, object]) -> str | None:
    first = request.POST.get("first", "")
    if not first and len(set(taps)) > 1:
        context["first"] = "-".join(taps)
        return ""
    if first and first != "-".join(taps):
        return _("Hai lần chưa giống nhau. Em chọn lại từ đầu nhé.")
    try:
        choose_pictures(code=code, account=account, taps=taps)
    except PictureProblemError as problem:
        return picture_problem(problem)
    return None


def _enter(request: HttpRequest, account: Account, token: str) -> HttpResponse:
    if request.user.is_authenticated:
        logout(request)
    login(request, account, backend=BACKEND)
    request.session[PICTURE_SESSION_KEY] = True
    request.session[CLASS_TOKEN_KEY] = token
    begin_shared(request.session)
    user_logged_in.send(sender=Account, request=request, user=account, response=None)
    return HttpResponseRedirect("/")
