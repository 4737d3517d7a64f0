"""Dates, times and numbers as the reader's language writes them; the examples are the Vietnamese ones."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


def _local(value: Any) -> Any:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def weekday(value: date) -> str:
    """Return the day of the week as a calendar names it."""
    days = (_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật"))
    return days[value.weekday()]


@register.filter
def vn_weekday(value: Any) -> str:
    """'Thứ Ba'."""
    return weekday(_local(value)) if isinstance(value, date) else ""


@register.filter
def vn_weekday_short(value: Any) -> str:
    """'T3', 'CN'."""
    short = (_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN"))
    return short[_local(value).weekday()] if isinstance(value, date) else ""


@register.filter
def vn_date(value: Any) -> str:
    """'24/11/2026', '24 Nov 2026'."""
    return formats.date_format(_local(value), "DATE_FORMAT") if isinstance(value, date) else ""


def month_day(value: date) -> str:
    """Return '24/11', '24 Nov'."""
    return formats.date_format(value, "MONTH_DAY_FORMAT")


@register.filter
def vn_day(value: Any) -> str:
    """'Thứ Ba, 24/11', 'Tuesday, 24 Nov'."""
    local = _local(value)
    return f"{weekday(local)}, {month_day(local)}" if isinstance(value, date) else ""


@register.filter
def vn_time(value: Any) -> str:
    """'10:24'."""
    return f"{_local(value):%H:%M}" if isinstance(value, (datetime, time)) else ""


@register.filter
def vn_datetime(value: Any) -> str:
    """'10:24 24/11/2026', '24 Nov 2026, 10:24'."""
    return formats.date_format(_local(value), "DATETIME_FORMAT") if isinstance(value, datetime) else vn_date(value)


@register.filter
def vn_when(value: Any) -> str:
    """The shortest form that is clear today: '10:24', 'Hôm qua 10:24', 'Ngày mai 07:00', '24/11', '24/11/2025'."""
    return _when(value, {-1: _("Hôm qua"), 0: _("Hôm nay"), 1: _("Ngày mai")})


@register.filter
def vn_when_within(value: Any) -> str:
    """The same inside a sentence: 'hôm qua 10:24'."""
    return _when(value, {-1: _("hôm qua"), 0: _("hôm nay"), 1: _("ngày mai")})


def _when(value: Any, near_words: Mapping[int, str]) -> str:
    if not isinstance(value, date):
        return ""
    local, today = _local(value), timezone.localdate()
    day = local.date() if isinstance(local, datetime) else local
    clock = f" {local:%H:%M}" if isinstance(local, datetime) else ""
    near = near_words.get((day - today).days)
    if near:
        return clock.strip() if clock and day == today else near + clock
    return month_day(day) if day.year == today.year else formats.date_format(day, "DAY_WITH_YEAR_FORMAT")


@register.filter
def vn_due(value: Any) -> str:
    """A deadline in words: '21:00 tối nay', 'Mai, 28/11', 'Thứ Sáu, 4/12', 'Quá hạn 2 ngày'."""
    if not isinstance(value, datetime):
        return ""
    local, now = _local(value), timezone.localtime()
    days = (local.date() - now.date()).days
    if local < now:
        late = -days
        return (
            ngettext("Quá hạn %(days)s ngày", "Quá hạn %(days)s ngày", late) % {"days": late}
            if late
            else _("Quá hạn %(time)s") % {"time": f"{local:%H:%M}"}
        )
    if days == 0:
        return _time_today(local)
    if days == 1:
        return _("Mai, %(day)s") % {"day": month_day(local)}
    return f"{weekday(local)}, {month_day(local)}"


def _time_today(local: datetime) -> str:
    if local.hour < 11:
        words = _("%(time)s sáng nay")
    elif local.hour < 13:
        words = _("%(time)s trưa nay")
    else:
        words = _("%(time)s chiều nay") if local.hour < 18 else _("%(time)s tối nay")
    return words % {"time": f"{local:%H:%M}"}


@register.filter
def vn_deadline(value: Any) -> str:
    """A deadline that names itself: 'Hạn 21:00 tối nay', 'Hạn mai, 28/11', 'Hạn Thứ Sáu, 4/12', 'Đã hết hạn 22/11'."""
    if not isinstance(value, datetime):
        return ""
    local, now = _local(value), timezone.localtime()
    if local < now:
        return _("Đã hết hạn %(when)s") % {"when": vn_when_within(value)}
    if (local.date() - now.date()).days == 1:
        return _("Hạn mai, %(day)s") % {"day": month_day(local)}
    return _("Hạn %(when)s") % {"when": vn_due(value)}


@register.filter
def vn_number(value: Any, places: int | None = None) -> str:
    """A number with the decimal comma and dots between thousands; at most two decimals unless told."""
    if value in (None, ""):
        return ""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if places is None:
        exponent = number.quantize(Decimal("0.01"), ROUND_HALF_UP).normalize().as_tuple().exponent
        places = max(0, -int(exponent))
    # Django's own formatting cuts digits off instead of rounding.
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return formats.number_format(rounded, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def vn_mark(value: Any) -> str:
    """A mark: '8,5', '10', '' for none."""
    if value in (None, ""):
        return ""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return "10" if number == 10 else vn_number(number, 2 if number * 10 % 1 else 1)


@register.filter
def vn_percent(value: Any) -> str:
    """A share between 0 and 1 as '83%'."""
    return "" if value in (None, "") else f"{round(float(value) * 100)}%"


@register.filter
def vn_size(value: Any) -> str:
    """Bytes as '640 B', '84 KB', '11,3 MB', '1,2 GB'."""
    if value in (None, ""):
        return ""
    size = float(value)
    if size < 1024:
        return f"{int(size)} B"
    for unit in ("KB", "MB", "GB"):
        size /= 1024
        if size < 1024 or unit == "GB":
            return f"{vn_number(size, 0 if unit == 'KB' or size >= 100 else 1)} {unit}"
    return ""


@register.filter
def vn_minutes(seconds: Any) -> str:
    """A length in words: '45 giây', '8 phút', '1 giờ 30 phút', '5 ngày'."""
    if seconds in (None, ""):
        return ""
    whole = int(seconds)
    if whole < 60:
        return ngettext("%(count)s giây", "%(count)s giây", whole) % {"count": whole}
    hours, minutes = divmod(round(whole / 60), 60)
    if hours >= 24:
        return days_words(round(hours / 24))
    words = [hours_words(hours)] if hours else []
    return " ".join(words + ([minutes_words(minutes)] if minutes else []))


def days_words(count: int) -> str:
    """Return '5 ngày'."""
    return ngettext("%(count)s ngày", "%(count)s ngày", count) % {"count": count}


def hours_words(count: int) -> str:
    """Return '2 giờ'."""
    return ngettext("%(count)s giờ", "%(count)s giờ", count) % {"count": count}


def minutes_words(count: int) -> str:
    """Return '6 phút'."""
    return ngettext("%(count)s phút", "%(count)s phút", count) % {"count": count}


@register.filter
def vn_clock(seconds: Any) -> str:
    """A length as a player shows it: '6:42', '1:05:09'."""
    if seconds in (None, ""):
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.simple_tag
def local_today() -> date:
    """Today's date here."""
    return timezone.localdate()


@register.simple_tag(takes_context=True)
def greeting_name(context: Mapping[str, Any]) -> str:
    """How to greet the person: 'cô Hà' and 'thầy Quân' at work in a school, 'Khuê' otherwise."""
    shell = context.get("shell")
    written = str(getattr(getattr(shell, "person", None), "display_name", ""))
    given = written.split()[-1] if written.split() else written
    user = getattr(context.get("request"), "user", None)
    sex = str(getattr(getattr(user, "person", None), "sex", ""))
    role = str(getattr(getattr(shell, "hat", None), "role", ""))
    title = {"female": _("cô"), "male": _("thầy")}.get(sex, "") if role in ("teacher", "leader") else ""
    return f"{title} {given}".strip()
