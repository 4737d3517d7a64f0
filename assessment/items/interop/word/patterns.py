"""What teachers write to say "here begins a question", "this one is right": the conventions as regular expressions."""

import re
from collections.abc import Sequence

from core.lib.vietnamese import fold

from .lines import ATOM
from .marking import TAB, WIDE

B = rf"[ \t\u00a0{TAB}{WIDE}]"  # a blank, tabs and wide ones too
QUESTION = re.compile(
    rf"^{B}*(?:Câu hỏi|Câu|Bài|Question|Câu số){B}*(\d{{1,3}}){B}*((?:[(\[][^)\]]{{1,30}}[)\]]{B}*)*)(?:[.:)/]|[-–]|$|(?<=[)\]]))(?:{B}*[.:]{B}*)?",
    re.I,
)
BARE_QUESTION = re.compile(rf"^{B}*(\d{{1,3}}){B}*()[.)]{B}*(?=\S)")
PART = re.compile(rf"^{B}*(?:PHẦN|Phần|PART|Part){B}*(IV|I{{1,3}}|V|[1-5]|[A-D])(?!\w){B}*[.:)\-–]?{B}*(.*)$", re.S)
LETTERED_PART = re.compile(rf"^{B}*(IV|I{{1,3}}|V|[A-D]){B}*[.:)\-–/]{B}*((?:PHẦN{B}+)?(?:TRẮC NGHIỆM|TỰ LUẬN|CÂU HỎI).*)$")
FOUND_OPTION = rf"(\*#|#\*|\*|#)?{B}*([A-H]){B}*[.)/]"
OPTION = re.compile(rf"^{B}*{FOUND_OPTION}(?!\w)")
NEXT_OPTION = re.compile(rf"(?<=[\s;.{TAB}{WIDE}{ATOM}]){FOUND_OPTION}(?=[\s{TAB}{WIDE}{ATOM}(]|$)")
STATEMENT = re.compile(rf"^{B}*(\*#|#\*|\*|#)?{B}*([a-h]){B}*[.)/](?!\w)")
NEXT_STATEMENT = re.compile(rf"(?<=[\s;.{TAB}{WIDE}{ATOM}])(\*#|#\*|\*|#)?{B}*([a-h])\)(?=[\s{TAB}{WIDE}{ATOM}(]|$)")
ANSWER = re.compile(
    rf"^{B}*(?:Đáp{B}*án(?:{B}+đúng)?|Đáp{B}*số|ĐS|Đ/S|ĐA|Key|Answer|Trả lời|Kết quả)(?:{B}+(?:là|của câu \d+))?{B}*[:：.]{B}*", re.I
)
CHOSEN = re.compile(rf"^{B}*[⇒→=>]*{B}*(?:Vậy{B}+)?chọn{B}+(?:đáp án{B}+|phương án{B}+|ý{B}+|câu{B}+)?:?{B}*([A-H])(?!\w)", re.I)
SOLUTION = re.compile(
    rf"^{B}*(?:Lời{B}*giải(?:{B}+chi tiết)?|Hướng{B}*dẫn(?:{B}+(?:giải|chấm|trả lời))?|Bài giải|Giải thích|Giải(?={B}*[:.]|{B}*$)|HDG|HD(?={B}*[:.])|Gợi ý(?={B}*[:.])|Explanation|Solution(?={B}*[:.])){B}*[:.]?{B}*",
    re.I,
)
KEY_HEADING = re.compile(
    rf"^\W*(?:BẢNG{B}+)?(?:ĐÁP{B}*ÁN|KEYS?|ANSWERS?(?:{B}+KEY)?|HƯỚNG DẪN CHẤM)(?:{B}+(?:CHI TIẾT|THAM KHẢO|TRẮC NGHIỆM|VÀ|ĐỀ|MÃ|MÔN|CÁC|PHẦN|-|–).*)?{B}*:?\W*$",
    re.I,
)
SOLUTIONS_HEADING = re.compile(rf"^\W*(?:LỜI GIẢI|HƯỚNG DẪN GIẢI|ĐÁP ÁN VÀ LỜI GIẢI)(?:{B}+CHI TIẾT)?\W*$")
THE_END = re.compile(r"^\W*(?:HẾT|THE END|END)\W*$", re.I)
BREAK = re.compile(r"\[?<br/?>\]?", re.I)
GROUP_OPEN = re.compile(r"\[?<#?g([0-3]?)>\]?", re.I)
GROUP_CLOSE = re.compile(r"\[?</#?g([0-3]?)>\]?", re.I)
STIMULUS = re.compile(
    r"^\W*(?:Dựa|Đọc|Sử dụng|Căn cứ|Cho |Quan sát|Xem|Nghe|Từ |Read|Mark|Choose|Use|Listen|Trả lời|Dùng|Theo).{0,300}?"
    r"(?:các\s+)?(?:câu(?:\s+hỏi)?|questions?|bài)\s*(?:số\s*)?(?:từ\s*)?(?:câu\s*)?(\d{1,3})\s*(?:đến|tới|và|to|through|and|[-–])\s*(?:câu\s*)?(\d{1,3})\W*",
    re.I | re.S,
)
LEVELS = {
    "nb": "nb", "nhan biet": "nb", "biet": "nb", "m1": "nb", "th": "th", "thong hieu": "th", "hieu": "th", "m2": "th",
    "vd": "vd", "van dung": "vd", "vdt": "vd", "van dung thap": "vd", "m3": "vd", "vdc": "vdc", "van dung cao": "vdc", "m4": "vdc",
}  # fmt: skip
BRACKETED = re.compile(rf"{B}*[(\[]{B}*([^()\[\]]{{1,30}}?){B}*[)\]]{B}*")
POINTS = re.compile(r"^(\d{1,2}(?:[.,]\d{1,2})?)\s*(?:điểm|đ|points?|pts?|marks?)$", re.I)
SIGN_END = re.compile(
    rf"(?:{B}*[-–:→⇒]+{B}*|{B}*[(\[]{B}*|(?<=[{TAB}{WIDE}]){B}*)(Đúng|ĐÚNG|đúng|Đ|Sai|SAI|sai|S|True|TRUE|False|FALSE){B}*[)\]]?{B}*\.?{B}*$"
)
SIGN_START = re.compile(rf"^{B}*(?:[(\[]{B}*(Đúng|ĐÚNG|đúng|Đ|Sai|SAI|sai|S){B}*[)\]]{B}*[:.–-]?|(Đúng|ĐÚNG|Đ|Sai|SAI|S){B}*[:–-]){B}*")
RIGHT_END = re.compile(rf"{B}*[(\[]{B}*(?:đúng|đáp án đúng|đáp án|right|correct|x){B}*[)\]]{B}*$", re.I)
_SIGN = re.compile(r"Đúng|Sai|True|False|[ĐSTF]", re.I)
_LETTERED_SIGN = re.compile(r"([a-h])\s*[).:\-–=]?\s*(Đúng|Sai|True|False|[ĐSTF])(?![a-zà-ỹ])", re.I)


def level_of(word: str) -> str:
    """Return the stored level of a word like `NB`, `Thông hiểu`, "" for anything else."""
    return LEVELS.get(fold(word).strip(" .:"), "")


def points_of(word: str) -> float | None:
    """Return the points in words like `0,5 điểm`, None for anything else."""
    found = POINTS.match(word.strip())
    return float(found[1].replace(",", ".")) if found else None


def signs_of(text: str, letters: Sequence[str]) -> dict[str, bool] | None:
    """Return which statements are true in `a) Đ b) S …`, `ĐSSĐ`, `Đ - S - S - Đ`; None when the words say something else."""
    lettered = _LETTERED_SIGN.findall(text)
    rest = _LETTERED_SIGN.sub("", text)
    if lettered and not re.search(r"\w", rest):
        return {letter.lower(): sign[0].upper() in "ĐT" for letter, sign in lettered}
    signs = _SIGN.findall(text)
    if signs and len(signs) == len(letters) and not re.search(r"\w", _SIGN.sub("", text)):
        return {letter: sign[0].upper() in "ĐT" for letter, sign in zip(letters, signs, strict=True)}
    return None


def form_of_part(sign: str, words: str) -> str:
    """Return the form of a part: `choice`, `true_false`, `short`, `essay`, from its words, else "" ."""
    text = fold(words)
    if "tu luan" in text or "viet" in text.split()[:2]:
        return "essay"
    if "tra loi ngan" in text or "dien dap" in text:
        return "short"
    if "dung sai" in text or "dung/sai" in text or "dung hoac sai" in text or "dung - sai" in text or "dung – sai" in text:
        return "true_false"
    if "lua chon" in text or "nhieu phuong an" in text or "trac nghiem" in text or "chon" in text:
        return "choice"
    return {"I": "choice", "II": "true_false", "III": "short", "IV": "essay"}.get(sign.upper(), "") if not text.strip() else ""
