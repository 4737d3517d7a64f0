"""Families: joining a child, answering for consent; and a child's own word in simple sentences."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.access.errors import AccessRefused
from core.access.policies import anyone, signed_in
from core.access.views import ActorRequest, access

from .enums import ConsentDecision, ConsentPurpose, ConsentVoice
from .errors import ConsentRefused, PeopleError
from .forms import JoinForm, NewcomerForm
from .models import Person
from .policies import can_answer_consent, is_guardian_of
from .rules import age_on, voices_needed
from .selectors import consent_answers, wards_of
from .services import join_as_guardian, record_consent, redeem_guardian_code

HANDLES = require_http_methods(["GET", "POST"])

# What each purpose means: said to a guardian, to a child, and to a grown-up about themselves.
EXPLAINED = {
    ConsentPurpose.PHOTO: (
        gettext_lazy("Nhà trường được đăng ảnh và tên của con trên trang của trường, ví dụ ảnh lễ khai giảng."),
        gettext_lazy("Trường được đăng ảnh và tên của em, ví dụ ảnh lễ khai giảng, để mọi người cùng xem."),
        gettext_lazy("Nhà trường được đăng ảnh và tên của bạn trên trang của trường, ví dụ ảnh lễ khai giảng."),
    ),
    ConsentPurpose.SOCIAL: (
        gettext_lazy("Con được viết bài và bình luận trong nhóm lớp, nhóm trường. Nhà trường kiểm duyệt nội dung."),
        gettext_lazy("Em được viết bài và trò chuyện trong nhóm lớp. Thầy cô đọc được những gì em viết."),
        gettext_lazy("Bạn được viết bài và bình luận trong nhóm lớp, nhóm trường. Nhà trường kiểm duyệt nội dung."),
    ),
    ConsentPurpose.ANALYTICS: (
        gettext_lazy("Hệ thống xem cách con học để gợi ý bài phù hợp cho con và thầy cô."),
        gettext_lazy("Máy xem em học thế nào để gợi ý bài vừa sức cho em."),
        gettext_lazy("Hệ thống xem cách bạn học để gợi ý bài phù hợp cho bạn."),
    ),
}


def _client(request: HttpRequest) -> str:
    return f"ip:{request.META.get('REMOTE_ADDR', '')}"


@HANDLES
@access(signed_in)
def family(request: ActorRequest) -> HttpResponse:
    """One's children, and joining another by the school's code."""
    form = JoinForm(request.POST or None, initial={"code": request.GET.get("ma", "")})
    if request.method == "POST" and form.is_valid():
        try:
            row = redeem_guardian_code(actor=request.actor, **form.cleaned_data)
        except PeopleError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã kết nối với %(name)s.") % {"name": row.child.full_name})
            request.session["hat"] = "g"
            return HttpResponseRedirect(reverse("core:family"))
    wards = list(wards_of(request.actor.person_id))
    return render(request, "people/family.html", {"form": form, "wards": wards}, status=422 if form.errors else 200)


@HANDLES
@access(anyone)
def join(request: ActorRequest) -> HttpResponse:
    """Where a slip's QR leads: whoever has an account signs in and joins, others make one with the code."""
    if request.actor.is_signed_in:
        return HttpResponseRedirect(f"{reverse('core:family')}?{request.GET.urlencode()}")
    form = NewcomerForm(request.POST or None, initial={"code": request.GET.get("ma", "")})
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        try:
            _row, account = join_as_guardian(
                actor=request.actor, client=_client(request), data=form.person_data(), password=password, **form.joining()
            )
        except PeopleError as refusal:
            form.refuse(refusal)
        else:
            login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
            return HttpResponseRedirect(reverse("core:family"))
    return render(request, "people/join.html", {"form": form, "code": request.GET.get("ma", "")}, status=422 if form.errors else 200)


@HANDLES
@access(signed_in)
def child_consents(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """A guardian's answers for a child."""
    child = Person.objects.filter(uuid=uuid).first()
    if child is None or not is_guardian_of(request.actor, child):
        raise AccessRefused("is_guardian_of")
    return _consents(request, child, ConsentVoice.GUARDIAN, "people/child_consents.html")


@HANDLES
@access(signed_in)
def own_consents(request: ActorRequest) -> HttpResponse:
    """One's own answers: a child's in simple words, a grown-up's plainly."""
    person = Person.objects.get(pk=request.actor.person_id)
    age = age_on(person.born_on, timezone.localdate()) if person.born_on else None
    voice = ConsentVoice.SELF if voices_needed(age) == {"self"} else ConsentVoice.CHILD
    return _consents(request, person, voice, "people/own_consents.html")


def _consents(request: ActorRequest, subject: Person, voice: ConsentVoice, template: str) -> HttpResponse:
    may_answer = can_answer_consent(request.actor, (subject, voice.value))
    if request.method == "POST":
        decision = ConsentDecision.GIVEN if request.POST.get("answer") == "yes" else ConsentDecision.WITHDRAWN
        try:
            record_consent(
                actor=request.actor, subject=subject, purpose=request.POST.get("purpose", ""), voice=voice.value, decision=decision.value
            )
        except ConsentRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Đã ghi lại câu trả lời. Có thể đổi ý bất cứ lúc nào."))
        return HttpResponseRedirect(request.path)
    rows = [_row(answer, voice) for answer in consent_answers(subject)]
    return render(request, template, {"subject": subject, "rows": rows, "may_answer": may_answer, "voice": voice.value})


def _row(answer: Any, voice: ConsentVoice) -> dict[str, Any]:
    mine = {"child": answer.child, "guardian": answer.guardian, "self": answer.own}[voice.value]
    other = answer.child if voice == ConsentVoice.GUARDIAN else answer.guardian
    to_guardian, to_child, to_self = EXPLAINED[ConsentPurpose(answer.purpose)]
    text = {ConsentVoice.CHILD: to_child, ConsentVoice.GUARDIAN: to_guardian}.get(voice, to_self)
    return {"answer": answer, "mine": mine, "other": other, "text": text}
