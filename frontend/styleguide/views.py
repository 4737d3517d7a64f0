"""/styleguide/ and its drawn screens."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.access.views import access
from frontend.hooks import StyleguidePage
from frontend.templatetags.ui import icon_names

from .forms import SampleForm
from .policies import can_see_styleguide
from .selectors import component_samples, sample_shell, screen_samples

#: Address -> template and whose shell it stands in.
SCREENS = {
    "hoc-sinh": ("styleguide/student.html", "student"),
    "giao-vien": ("styleguide/teacher.html", "teacher"),
    "phu-huynh": ("styleguide/parent.html", "parent"),
    "bang-tin": ("styleguide/feed.html", "student"),
    "bai-hoc": ("styleguide/lesson.html", "student"),
    "kiem-tra": ("styleguide/player.html", "student"),
    "tro-chuyen": ("styleguide/chat.html", "parent"),
    "dang-nhap": ("styleguide/bare.html", "student"),
    "403": ("403.html", "student"),
    "404": ("404.html", "student"),
    "429": ("429.html", "student"),
    "500": ("500.html", "student"),
}


@require_safe
@access(can_see_styleguide)
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    bad = SampleForm({"full_name": "", "born_on": "31/02/2012", "school_class": "8a"})
    context = {
        **component_samples(),
        "shell": sample_shell("teacher", request.path),
        "icons": icon_names(),
        "form": SampleForm(initial={"full_name": "Nông Minh Khuê", "shift": "am"}, auto_id="ok_%s"),
        "bad_form": bad,
        "screens": [*SCREENS, *(page.key for page in StyleguidePage.registry)],
    }
    return render(request, "styleguide/styleguide.html", context)


@require_safe
@access(can_see_styleguide)
def screen(request: HttpRequest, name: str) -> HttpResponse:
    """Show one drawn screen in the shell it belongs to."""
    for page in StyleguidePage.registry:
        if page.key == name:
            return render(request, page.template, {**page.context(), "shell": sample_shell("student", request.path)})
    if name not in SCREENS:
        raise Http404
    template, who = SCREENS[name]
    return render(request, template, {**screen_samples(), "shell": sample_shell(who, request.path)})
