"""Looking at what people write before it is shown."""

from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access.types import Actor

from ..rules import flood_limits, judge
from ..selectors.units import lexicon_of
from ..types import Verdict
from .crisis import alert_crisis, remember_care

# What the author is told; `word` is what matched as it was written.
REASONS: dict[str, Any] = {
    "insults": gettext_lazy("“%(word)s” làm người khác tổn thương"),
    "sexual": gettext_lazy("“%(word)s” không hợp với trường học"),
    "violence": gettext_lazy("“%(word)s” là lời đe dọa hoặc rủ đánh nhau"),
    "drugs": gettext_lazy("“%(word)s” nói về chất cấm"),
    "gambling": gettext_lazy("“%(word)s” giống quảng cáo cờ bạc hoặc lừa đảo"),
    "phone": gettext_lazy("có số điện thoại: %(word)s"),
    "card": gettext_lazy("có số căn cước: %(word)s"),
    "mail": gettext_lazy("có địa chỉ thư: %(word)s"),
    "link": gettext_lazy("đường dẫn %(word)s chưa được phép"),
    "own": gettext_lazy("“%(word)s” không được dùng ở đây"),
}
HELPLINE = gettext_lazy("Nếu em đang gặp chuyện khó, hãy nói với thầy cô em tin, hoặc gọi 111 (miễn phí, ngày và đêm).")


def screen(*, actor: Actor, text: str, band: str, side: str, unit_id: int | None, kind: str) -> Verdict:
    """Return what becomes of a text (`kind`: `post`, `comment`, `message`). The reasons stand in the order of the text.

    `band` is an age band (`primary`, `lower`, `upper`, `adult`); a side other than `learner` is judged as grown-up. The unit's own words
    and hosts count, with those of the units above. Side effect: a learner's cry for help alerts who is on duty in its unit.
    """
    lexicon, hosts = lexicon_of(unit_id)
    verdict = judge(text, band=band if side == "learner" else "adult", kind=kind, lexicon=lexicon, hosts=hosts)
    if verdict.is_crisis and side == "learner" and (at := actor.unit_id or unit_id):
        remember_care(actor.person_id)
        alert_crisis(actor=actor, text=text, unit_id=at, kind=kind)
    return verdict


def words_of(verdict: Verdict) -> str:
    """Return the reasons of a verdict as a translated sentence for the author; "" when nothing stops the text.

    Somebody who cries for help is told where help is, not what was wrong with the words.
    """
    if verdict.is_crisis:
        return str(HELPLINE)
    if verdict.action == "pass":
        return ""
    told = dict.fromkeys(str(REASONS[one.code]) % {"word": one.word} for one in verdict.reasons if one.code in REASONS)
    reasons = "; ".join(told)
    if verdict.action == "refuse":
        return _("Chưa gửi được: %(reasons)s. Hãy sửa rồi gửi lại.") % {"reasons": reasons}
    return _("Chờ thầy cô xem trước khi hiện: %(reasons)s.") % {"reasons": reasons}


def check_flood(*, person_id: int, band: str, kind: str) -> str:
    """Count one thing written; return "" or why the person has to wait, translated. What is refused isn't counted.

    Fixed windows of a minute, an hour and a day in the cache; two requests at once are both counted.
    """
    limits = flood_limits(band, kind)
    keys = [f"social:flood:{kind}:{person_id}:{seconds}" for seconds, _most in limits]
    counts = cache.get_many(keys)
    for key, (seconds, most) in zip(keys, limits, strict=True):
        if counts.get(key, 0) >= most:
            return _wait(seconds)
    for key, (seconds, _most) in zip(keys, limits, strict=True):
        if not cache.add(key, 1, seconds):
            try:
                cache.incr(key)
            except ValueError:
                cache.add(key, 1, seconds)
    return ""


def _wait(seconds: int) -> str:
    return {
        60: _("Bạn viết nhanh quá. Hãy nghỉ một phút rồi gửi tiếp."),
        3600: _("Bạn đã viết nhiều trong giờ này. Hãy nghỉ một lát rồi gửi tiếp."),
    }.get(seconds, _("Hôm nay bạn đã viết đủ. Hãy viết tiếp vào ngày mai."))
