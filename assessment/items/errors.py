"""What may go wrong with banks and items."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Any] = {
    "bank.archived": _("Ngân hàng này đã được cất; chỉ xem, không sửa được."),
    "bank.name": _("Ngân hàng cần có tên."),
    "bank.key": _("Mã “%(key)s” đã có ngân hàng khác dùng."),
    "bank.key_form": _("Mã chỉ gồm chữ không dấu, số, dấu gạch ngang."),
    "folder.name": _("Thư mục cần có tên."),
    "folder.other_bank": _("Thư mục này thuộc ngân hàng khác."),
    "folder.inside_itself": _("Không đưa được thư mục vào chính nó."),
    "folder.deep": _("Thư mục lồng nhau nhiều nhất %(limit)s lớp."),
    "kind.unknown": _("Không có dạng câu hỏi “%(kind)s”."),
    "item.retired": _("Câu hỏi này đã ngừng dùng. Hãy dùng lại trước khi sửa."),
    "item.changed": _("%(name)s vừa lưu câu này lúc %(time)s. Cả hai bản đều được giữ; hãy xem rồi chọn."),
    "item.in_review": _("Câu hỏi đang chờ duyệt. Rút về nháp trước khi sửa."),
    "item.not_in_review": _("Câu hỏi này không ở trạng thái chờ duyệt."),
    "item.problems": _("Câu hỏi chưa dùng được: %(problems)s"),
    "item.missing": _("Còn thiếu: %(missing)s."),
    "item.needs_review": _("Ngân hàng này yêu cầu có người khác duyệt trước khi dùng."),
    "item.own_review": _("Người soạn không tự duyệt câu của mình."),
    "item.changed_since": _("Câu này vừa được sửa sau khi thầy cô mở ra. Hãy xem lại bản mới rồi quyết định."),
    "item.one_of_many": _("%(key)s: %(why)s Chưa câu nào được đổi."),
    "item.version_elsewhere": _("Bản này thuộc câu hỏi khác."),
    "item.seal_past": _("Hãy chọn thời điểm mở niêm phong ở tương lai."),
    "meta.changed": _("Có người vừa sửa thông tin câu này. Các ô vẫn giữ điều thầy cô điền; lưu lần nữa là dùng bản này."),
    "item.in_papers": _("Câu hỏi đã có trong đề; chỉ ngừng dùng được, không xoá được."),
    "item.stimulus_other_bank": _("Ngữ liệu phải ở cùng ngân hàng."),
    "item.stimulus_kind": _("“%(key)s” không phải ngữ liệu."),
    "review.remark": _("Hãy ghi lí do trả lại."),
    "meta.difficulty": _("Độ khó từ 0 đến 1."),
    "meta.level": _("Không có mức độ “%(level)s”."),
    "meta.field": _("%(name)s: %(why)s"),
    "meta.empty": _("Chưa ghi thông tin nào nên các câu vẫn như cũ."),
    "meta.tag": _("Nhãn dài quá %(limit)s kí tự."),
    "file.empty": _("Tệp “%(name)s” trống."),
    "file.kind": _("Tệp “%(name)s” không phải hình hay âm thanh dùng được trong câu hỏi."),
    "file.large": _("Tệp “%(name)s” nặng quá %(limit)s MB."),
    "file.broken": _("Không đọc được tệp “%(name)s”."),
    "outcome.name": _("Ghi tên yêu cầu cần đạt hoặc chủ đề."),
    "outcome.twice": _("Đã có “%(name)s” ở cùng chỗ."),
    "outcome.parent": _("Chủ đề này thuộc môn hay khối khác."),
    "outcome.many": _("Một đơn vị thêm nhiều nhất %(count)s mục."),
    "outcome.in_use": _("Đã có câu hỏi hay ma trận dùng mục này; chỉ thôi dùng được, không xoá được."),
    "outcome.other_subject": _("Yêu cầu cần đạt này thuộc môn khác."),
    "grant.one": _("Chọn một người hoặc một đơn vị."),
    "import.closed": _("Lần nhập này đã bỏ; hãy tải tệp lên lại."),
    "import.broken": _("Đọc tệp gặp lỗi ngoài dự tính. Chưa có gì thay đổi; hãy báo người quản trị kèm tệp này."),
    "import.reading": _("Tệp đang được đọc, thầy cô chờ một lát."),
    "import.used": _("Có câu của lần nhập này đã được dùng trong đề hoặc đã sửa tiếp; không hoàn tác được nữa."),
    "import.line_saved": _("Câu này đã vào ngân hàng; hãy sửa ở trang của câu."),
    "import.no_letter": _("Câu này không có phương án %(letter)s."),
    "import.answer": _("Hãy ghi đáp án."),
    "import.not_numbers": _("“%(text)s” không ghi được vào lưới bốn ô; đáp án được giữ ở dạng chữ."),
    "import.nothing": _("Chưa có câu nào sẵn sàng. Hãy xem các câu cần xem trước."),
    "export.none": _("Chưa chọn câu nào để xuất."),
    "export.format": _("Không có định dạng “%(format)s”."),
    "export.many": _("Mỗi lần xuất nhiều nhất %(limit)s câu."),
}

# Why a file of questions can't be read, by the code its reader gives
UNREADABLE: dict[str, Any] = {
    "file.empty": _("Tệp trống."),
    "file.large": _("Tệp nặng quá %(limit)s MB."),
    "file.no_questions": _("Không thấy câu hỏi nào trong tệp. Mỗi câu cần bắt đầu bằng “Câu 1.”, “Câu 2.”…"),
    "file.format": _(
        "Không nhận ra đây là loại tệp gì. Hệ thống nhận Word (.docx), PDF, Excel (.xlsx), GIFT, Aiken, Moodle XML, QTI và H5P."
    ),
    "file.text": _("Tệp không phải chữ viết bằng UTF-8. Hãy lưu lại với bảng mã UTF-8."),
    "docx.empty": _("Tệp trống."),
    "docx.large": _("Tệp nặng quá %(limit_mb)s MB."),
    "docx.encrypted": _("Tệp có mật khẩu. Hãy bỏ mật khẩu trong Word rồi tải lên lại."),
    "docx.old": _("Tệp Word kiểu cũ (.doc). Mở bằng Word, chọn Lưu thành .docx rồi tải lên lại."),
    "docx.not_word": _("Đây không phải tệp Word (.docx)."),
    "docx.broken": _("Tệp Word bị hỏng, không mở được."),
    "docx.macro": _("Tệp có macro. Hãy lưu thành .docx thường rồi tải lên lại."),
    "docx.bomb": _("Tệp nén bất thường nên không được mở."),
    "docx.slow": _("Tệp quá phức tạp, đọc mãi không xong. Hãy tách thành các tệp nhỏ hơn."),
    "pdf.broken": _("Tệp PDF bị hỏng, không mở được."),
    "pdf.encrypted": _("Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại."),
    "pdf.scanned": _("Tệp PDF là ảnh quét, không có chữ. Hãy dùng tệp Word, hoặc PDF xuất từ máy soạn thảo."),
    "pdf.no_text": _("Tệp PDF không có chữ nào. Hãy dùng tệp Word, hoặc PDF xuất từ máy soạn thảo."),
    "pdf.legacy": _("Tệp PDF dùng phông chữ kiểu cũ (%(name)s), không đọc được đúng dấu. Hãy đổi tệp gốc sang Unicode rồi tải lên lại."),
    "pdf.no_code": _("Chữ trong tệp PDF không kèm bảng mã nên không đọc được. Hãy dùng tệp Word."),
    "pdf.pages": _("Tệp PDF có quá %(limit)s trang. Hãy tách thành các tệp nhỏ hơn."),
    "pdf.slow": _("Tệp PDF quá phức tạp, đọc mãi không xong. Hãy tách thành các tệp nhỏ hơn."),
    "pdf.bomb": _("Tệp PDF bất thường nên không được mở."),
    "zip.broken": _("Tệp nén bị hỏng, không mở được."),
    "zip.bomb": _("Tệp nén bất thường nên không được mở."),
    "zip.path": _("Trong tệp nén có tên tệp không an toàn: %(name)s."),
    "zip.encrypted": _("Tệp nén có mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại."),
    "zip.many": _("Tệp nén có quá nhiều tệp bên trong (%(count)s)."),
    "xml.broken": _("Tệp XML viết sai: %(detail)s."),
    "xml.doctype": _("Tệp XML khai báo kiểu riêng (DOCTYPE); vì an toàn, hệ thống không mở những tệp như vậy."),
    "xml.unknown": _("Tệp XML này không phải QTI hay Moodle XML (thẻ ngoài cùng là “%(tag)s”)."),
    "excel.broken": _("Không mở được tệp Excel."),
    "excel.columns": _("Không thấy hàng tiêu đề. Bảng cần có các cột “Loại”, “Nội dung” và “Đáp án” như tệp mẫu."),
    "h5p.content": _("Trong tệp H5P không có nội dung đọc được (content/content.json)."),
    "h5p.kind": _("Gói H5P này là “%(library)s”, không phải dạng câu hỏi."),
    "qti.empty": _("Trong gói không có câu hỏi QTI nào."),
    "stored.gone": _("Tệp đã tải lên không còn nữa. Hãy tải lên lại."),
}

# What is doubtful about one question or a file: a word for the chip, and a sentence with what to do
ISSUES: dict[str, tuple[Any, Any]] = {
    "key.none": (_("Chưa rõ đáp án"), _("Không thấy đáp án gạch chân, tô đỏ, đánh dấu hay ghi ở bảng đáp án.")),
    "key.many": (_("Chưa rõ đáp án"), _("Có nhiều phương án cùng được đánh dấu.")),
    "key.several": (_("Nhiều đáp án"), _("Đáp án %(letters)s cùng được đánh dấu, câu được đọc thành dạng nhiều đáp án.")),
    "key.conflict": (_("Đáp án không khớp"), _("Bảng đáp án và dấu trong câu nói khác nhau; đang lấy theo bảng đáp án (%(letters)s).")),
    "key.not_an_option": (_("Chưa rõ đáp án"), _("Đáp án ghi là “%(key)s” nhưng câu không có phương án đó.")),
    "key.unread": (_("Chưa rõ đáp án"), _("Không hiểu đáp án “%(key)s”.")),
    "key.part": (_("Thiếu đáp án"), _("Mới rõ đáp án của một số ý.")),
    "key.twice": (_("Đáp án ghi hai lần"), _("Bảng đáp án ghi câu này hai lần khác nhau; đang lấy “%(key)s”.")),
    "key.long": (_("Đáp án dài"), _("Đáp án “%(key)s…” dài; học sinh phải gõ đúng từng chữ.")),
    "key.formula": (_("Đáp án có công thức"), _("Đáp án có công thức nên máy không chấm được; hãy ghi lại bằng chữ và số.")),
    "options.count": (_("Số phương án lạ"), _("Câu có %(count)s phương án.")),
    "options.few": (_("Thiếu phương án"), _("Câu chỉ có %(count)s phương án.")),
    "options.none": (_("Không thấy phương án"), _("Câu đứng ở phần trắc nghiệm nhưng không thấy A, B, C, D.")),
    "statements.count": (_("Số ý lạ"), _("Câu có %(count)s ý; câu đúng–sai thường có bốn.")),
    "kind.guess": (_("Xem lại dạng"), _("Câu có các ý a), b)… nhưng không thấy đúng hay sai; đang đọc thành tự luận.")),
    "prompt.empty": (_("Thiếu nội dung"), _("Không thấy lời của câu hỏi.")),
    "line.loose": (_("Dòng rời"), _("Dòng “%(text)s” đứng sau các phương án; đã gộp vào câu hỏi.")),
    "picture.loose": (_("Hình rời khỏi câu"), _("Hình hoặc bảng đứng sau các phương án; đã đưa lên câu hỏi.")),
    "picture.external": (_("Thiếu hình"), _("Hình nằm ngoài tệp (liên kết), không lấy được.")),
    "picture.missing": (_("Thiếu hình"), _("Tệp nhắc tới một hình không có bên trong.")),
    "picture.vector": (_("Thiếu hình"), _("Hình kiểu %(detail)s không hiện được trên web; hãy dán lại thành ảnh.")),
    "picture.too_many": (_("Thiếu hình"), _("Tệp có quá nhiều hình; các hình sau không được lấy.")),
    "picture.refused": (_("Thiếu hình"), _("%(why)s")),
    "formula.picture": (_("Công thức là hình"), _("Công thức MathType được giữ ở dạng hình, xin thầy cô so với bản gốc.")),
    "formula.lost": (_("Mất công thức"), _("Có công thức kiểu cũ không đọc được; hãy gõ lại.")),
    "formula.rebuilt": (_("Công thức dựng lại"), _("Công thức được chuyển từ MathML, xin thầy cô so với bản gốc.")),
    "formula.pdf": (_("Xem lại công thức"), _("PDF không giữ cấu trúc công thức; xin thầy cô so với bản gốc.")),
    "pdf.furniture": (_("Bỏ đầu và chân trang"), _("Đã bỏ %(count)s dòng lặp ở đầu hoặc chân trang: %(text)s.")),
    "pdf.page_scanned": (_("Trang là ảnh"), _("Trang %(pages)s là ảnh quét, không đọc được chữ.")),
    "pdf.page_ocr": (_("Trang quét có chữ"), _("Trang %(pages)s là ảnh quét có chữ nhận dạng; xin thầy cô so với bản gốc.")),
    "pdf.page_legacy": (_("Phông chữ cũ"), _("Trang %(pages)s có phông chữ kiểu cũ; dấu có thể sai.")),
    "pdf.page_busy": (_("Thiếu hình"), _("Trang %(pages)s có hình vẽ quá dày nên không tách được.")),
    "object.chart": (_("Mất biểu đồ"), _("Biểu đồ không đọc được; hãy dán lại thành ảnh.")),
    "object.other": (_("Mất đối tượng"), _("Có đối tượng nhúng không đọc được.")),
    "number.twice": (_("Trùng số"), _("Có hai câu cùng mang số %(number)s.")),
    "twin": (_("Giống câu đã có"), _("Giống %(percent)s%% câu %(key)s đã có.")),
    "twin.here": (_("Giống câu trong tệp"), _("Giống hệt %(other)s trong tệp này.")),
    "meta.subject": (_("Môn lạ"), _("Không có môn “%(text)s”; để trống.")),
    "meta.grade": (_("Khối lạ"), _("Không có khối “%(text)s”; để trống.")),
    "meta.outcome": (_("Chưa gắn yêu cầu"), _("Không có yêu cầu cần đạt hay chủ đề “%(text)s” trong chương trình; để trống.")),
    "meta.level": (_("Mức độ lạ"), _("Không có mức độ “%(text)s”; để trống.")),
    "meta.number": (_("Số lạ"), _("“%(text)s” không phải là số; để trống.")),
    "row.kind": (_("Dạng lạ"), _("Không có loại câu “%(text)s”.")),
    "row.key": (_("Chưa rõ đáp án"), _("Không hiểu đáp án “%(text)s”.")),
    "row.key_none": (_("Chưa rõ đáp án"), _("Ô đáp án còn trống.")),
    "row.pairs": (_("Cặp ghép sai"), _("Mỗi ô của câu ghép cần hai vế, cách nhau bằng dấu “=”.")),
    "row.stimulus": (_("Ngữ liệu lạ"), _("Không có ngữ liệu mang mã “%(text)s”.")),
    "syntax": (_("Viết sai"), _("Không đọc được: %(detail)s")),
    "kind.unsupported": (_("Dạng chưa có"), _("Dạng “%(name)s” chưa có ở đây nên câu chỉ giữ được lời; không lấy đáp án.")),
    "kind.changed": (_("Đổi dạng"), _("Dạng “%(name)s” được đổi thành dạng gần nhất; xin thầy cô xem lại.")),
    "scoring.changed": (_("Đổi cách chấm"), _("Cách chấm của tệp gốc không có ở đây; đang chấm theo cách thường.")),
    "scoring.negative": (_("Bỏ điểm âm"), _("Điểm trừ của tệp gốc không được giữ.")),
    "part.lost": (_("Thiếu một phần"), _("Không giữ được: %(name)s.")),
    "feedback.lost": (_("Bỏ bớt nhận xét"), _("Một số lời nhận xét của tệp gốc không có chỗ giữ.")),
    "template.lost": (_("Câu sinh số"), _("Câu dùng số sinh ngẫu nhiên; chỉ giữ lời mẫu, hãy điền số và đáp án.")),
    "calculated": (_("Câu tính theo công thức"), _("Câu có biến được thay bằng một bộ số có sẵn của tệp; xin xem lại.")),
    "file.before": (_("Phần mở đầu"), _("%(count)s dòng trước câu đầu tiên không thành câu hỏi: %(text)s")),
    "file.between": (_("Dòng ngoài câu"), _("%(count)s dòng không thuộc câu nào: %(text)s")),
    "file.keys": (_("Dòng lạ ở đáp án"), _("%(count)s dòng ở phần đáp án không hiểu được: %(text)s")),
    "file.unused_keys": (_("Đáp án thừa"), _("Bảng đáp án có câu không thấy trong đề: %(numbers)s.")),
    "file.unnumbered": (_("Không có “Câu 1.”"), _("Tệp không đánh số câu nên các câu được tách theo dòng trống.")),
    "file.skipped": (_("Bỏ qua"), _("Không phải câu hỏi nên không đọc: %(text)s")),
    "file.unread": (_("Không đọc được"), _("Không đọc được một tệp bên trong: %(detail)s")),
}


# What other programs call their kinds of questions, in words a teacher knows.
FOREIGN: dict[str, Any] = {
    "graphicOrderInteraction": _("sắp thứ tự các chỗ trên hình"),
    "graphicAssociateInteraction": _("nối các chỗ trên hình"),
    "associateInteraction": _("ghép đôi trong một danh sách"),
    "gapMatchInteraction": _("kéo từ vào chỗ trống"),
    "graphicGapMatchInteraction": _("kéo nhãn vào hình"),
    "positionObjectInteraction": _("đặt vật lên hình"),
    "customInteraction": _("dạng riêng của phần mềm khác"),
    "portableCustomInteraction": _("dạng riêng của phần mềm khác"),
    "drawingInteraction": _("vẽ lên hình"),
    "drawing": _("vẽ lên hình"),
    "sliderInteraction": _("thanh trượt"),
    "slider": _("thanh trượt"),
    "hottextInteraction": _("chọn chữ trong đoạn văn"),
    "orderInteraction": _("sắp thứ tự"),
    "matchInteraction": _("ghép nối"),
    "hotspotInteraction": _("bấm vào hình"),
    "hot_spot_question": _("bấm vào hình"),
    "selectPointInteraction": _("bấm vào hình"),
    "mediaInteraction": _("nghe, xem"),
    "adaptive": _("câu đổi theo câu trả lời"),
}


def issue_words(code: str, params: dict[str, Any]) -> tuple[str, str]:
    """Return the chip and the sentence of an issue; a code nobody knows is shown as it is."""
    chip, why = ISSUES.get(code, (code, ""))
    if params.get("name") in FOREIGN:
        params = {**params, "name": FOREIGN[str(params["name"])]}
    return str(chip), str(why) % _Blank(params) if why else ""


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def unreadable_words(code: str, params: dict[str, Any]) -> str:
    """Return why a file can't be read."""
    return str(UNREADABLE.get(code, UNREADABLE["file.format"])) % _Blank(params)


def place_words(place: Any) -> str:
    """Return where something stands in a file: `Phần II, câu 3, dòng 12`, `hàng 12, cột D`, `tệp item_3.xml`."""
    parts = [
        _("tệp %(name)s") % {"name": place.file} if place.file else "",
        _("phần %(part)s") % {"part": place.part} if place.part else "",
        _("câu %(number)s") % {"number": place.question} if place.question else "",
        _("dòng %(number)s") % {"number": place.line} if place.line else "",
        _("hàng %(number)s") % {"number": place.row} if place.row else "",
        _("cột %(name)s") % {"name": place.column} if place.column else "",
    ]
    words = ", ".join(str(part) for part in parts if part)
    return (words[:1].upper() + words[1:])[:100]


class ItemError(Exception):
    """Something asked of banks or items that can't be done. `code` is a key of `MESSAGES`; `params` fill its words."""

    def __init__(self, code: str, *, field: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.params = code, field, params

    @property
    def message(self) -> str:
        return str(MESSAGES[self.code]) % self.params


class EditConflict(ItemError):  # noqa: N818 (an answer, not a failure)
    """Somebody else saved in between: `content` and `revision` are what is stored now, `by` who saved it."""

    def __init__(self, *, revision: int, content: dict[str, Any], by: str, time: str) -> None:
        super().__init__("item.changed", name=by, time=time)
        self.revision, self.content, self.by = revision, content, by
