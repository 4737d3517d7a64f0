"""Fictional names as they are borne in Tuyên Quang, with the people they are usual among. Deterministic."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

# Ethnic code -> share (%), family names. Codes: the official list of ethnic groups.
PEOPLES: dict[str, tuple[int, tuple[str, ...]]] = {
    "01": (22, ("Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đỗ", "Bùi", "Đặng")),
    "02": (30, ("Nông", "Ma", "Hoàng", "Lý", "Hà", "Bế", "Quan", "Lương", "Chẩu")),
    "08": (14, ("Giàng", "Vàng", "Sùng", "Thào", "Vừ", "Lầu", "Hầu", "Mua")),
    "09": (18, ("Bàn", "Phàn", "Triệu", "Đặng", "Lý", "Chảo", "Tẩn")),
    "07": (8, ("Nông", "Vi", "Hoàng", "Lục", "Vương", "Đàm")),
    "15": (8, ("Trần", "Ninh", "Lâm", "Trương", "Hoàng")),
}
BOYS = [
    "Minh",
    "Khôi",
    "Quân",
    "Dũng",
    "Bảo",
    "Phúc",
    "Hưng",
    "Cường",
    "Tú",
    "Thành",
    "Đức",
    "Trung",
    "Nam",
    "Chiến",
    "Hiếu",
    "Tùng",
    "Sơn",
    "Long",
    "Khang",
    "An",
    "Kiên",
    "Đạt",
    "Huy",
    "Nghĩa",
    "Tuấn",
    "Phong",
    "Việt",
    "Hải",
    "Lâm",
    "Bách",
]
GIRLS = [
    "Hà",
    "Hiền",
    "Mùi",
    "Hoa",
    "Linh",
    "Trang",
    "Dương",
    "Thảo",
    "Ngọc",
    "Mai",
    "Ly",
    "Uyên",
    "Yến",
    "Hạnh",
    "Giang",
    "Anh",
    "My",
    "Huyền",
    "Vân",
    "Bích",
    "Thu",
    "Nhung",
    "Lan",
    "Hương",
    "Quỳnh",
    "Diệp",
    "Chi",
    "Ngân",
    "Oanh",
    "Sen",
]
BOY_MIDDLES = ["Văn", "Minh", "Đức", "Quốc", "Gia", "Tuấn", "Thái", "Hoàng", "Xuân", "Hữu", "Trung", "Anh", "Bảo", "Ngọc"]
GIRL_MIDDLES = ["Thị", "Thu", "Ngọc", "Minh", "Khánh", "Phương", "Hồng", "Thuỳ", "Lan", "Bảo", "Mai", "Thanh", "Hoài", "Diệu"]


@dataclass(frozen=True)
class Named:
    """A made-up person's facts."""

    family: str
    middle: str
    given: str
    sex: str
    ethnic_group: str


class Names:
    """Draws names from a seed; the same seed gives the same people."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 (names, not secrets)
        self._peoples = list(PEOPLES)
        self._weights = [PEOPLES[code][0] for code in self._peoples]

    def person(self, sex: str | None = None, family: str | None = None, ethnic_group: str | None = None) -> Named:
        """Draw a person; a child passes the family name and people of a parent."""
        sex = sex or self.random.choice(("male", "female"))
        code = ethnic_group or self.random.choices(self._peoples, self._weights)[0]
        family = family or self.random.choice(PEOPLES[code][1])
        given = self.random.choice(BOYS if sex == "male" else GIRLS)
        middles = BOY_MIDDLES if sex == "male" else GIRL_MIDDLES
        middle = self.random.choice([word for word in middles if word != given])
        return Named(family, middle, given, sex, code)

    def birthday(self, year: int) -> date:
        """Draw a day of `year`."""
        return date(year, 1, 1) + timedelta(days=self.random.randrange(365))

    def personal_id(self, province: str, sex: str, born_on: date, number: int) -> str:
        """Return a well-formed personal id: province, century and sex, year, six digits of `number`."""
        century = (born_on.year - 1900) // 100 * 2 + (sex == "female")
        return f"{province}{century}{born_on.year % 100:02}{number % 1_000_000:06}"
