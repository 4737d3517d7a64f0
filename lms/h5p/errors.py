"""Refusals of packages, and the words for everything the checker can find."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from .types import Problem

# By code. `%(file)s` is the file inside the package; other names are the problem's parameters.
WORDS: dict[str, Any] = {
    "archive_broken": _("Tệp này không phải là gói H5P: không mở được như một tệp nén. Có thể tệp bị hỏng khi tải về, hãy tải lại."),
    "too_many_files": _("Gói có %(count)s tệp, nhiều hơn mức cho phép là %(limit)s tệp."),
    "too_large": _("Gói bung ra nặng %(size)s byte, quá mức cho phép là %(limit)s byte."),
    "file_too_large": _("Tệp %(file)s bung ra nặng %(size)s byte, quá mức cho phép là %(limit)s byte."),
    "ratio": _("Tệp %(file)s bung ra lớn bất thường so với khi nén, giống một quả bom nén, nên bị từ chối."),
    "overlap": _("Tệp %(file)s chồng lên tệp khác trong tệp nén, giống một quả bom nén, nên bị từ chối."),
    "path": _("Tên tệp %(file)s có đường dẫn không an toàn (ra ngoài gói)."),
    "name_too_long": _("Tên tệp %(file)s quá dài."),
    "duplicate": _("Tệp %(file)s trùng tên với %(other)s."),
    "link": _("%(file)s là liên kết chứ không phải tệp thường."),
    "encrypted": _("Tệp %(file)s bị đặt mật khẩu. Hãy xuất lại gói không có mật khẩu."),
    "compression": _("Tệp %(file)s được nén bằng cách mà H5P không dùng."),
    "file_broken": _("Tệp %(file)s bị hỏng, không đọc được."),
    "extension": _("Tệp %(file)s có đuôi .%(extension)s không được phép trong gói H5P."),
    "malware": _("Tệp %(file)s có dấu hiệu của mã độc."),
    "executable": _("Tệp %(file)s là chương trình chạy được, không được phép trong gói H5P."),
    "markup": _("Tệp %(file)s thật ra là trang HTML hoặc XML, không đúng với đuôi tệp."),
    "not_a_picture": _("Tệp %(file)s không phải là ảnh như đuôi tệp nói."),
    "svg_broken": _("Ảnh %(file)s sai cú pháp SVG ở dòng %(detail)s."),
    "svg_entity": _("Ảnh %(file)s khai báo thực thể XML (ENTITY), không được phép. Hãy xuất lại ảnh dạng SVG thường."),
    "svg_script": _("Ảnh %(file)s có mã chạy được (%(detail)s), không được phép."),
    "svg_outside": _("Ảnh %(file)s tải nội dung từ bên ngoài (%(detail)s), không được phép."),
    "json": _("Tệp %(file)s sai cú pháp JSON ở dòng %(line)s, cột %(column)s."),
    "json_encoding": _("Tệp %(file)s không phải văn bản UTF-8 (sai ở byte %(byte)s)."),
    "json_depth": _("Tệp %(file)s lồng nhau quá sâu."),
    "json_number": _("Tệp %(file)s có con số không hợp lệ."),
    "json_too_large": _("Tệp %(file)s quá lớn (tối đa %(limit)s byte)."),
    "not_an_object": _("Tệp %(file)s phải chứa một đối tượng JSON."),
    "not_a_list": _("Tệp %(file)s phải chứa một danh sách JSON."),
    "field": _("Tệp %(file)s thiếu hoặc sai mục “%(field)s”."),
    "manifest_missing": _("Không có tệp h5p.json ở gốc của gói: đây không phải là gói H5P."),
    "content_missing": _("Không có tệp %(file)s: gói không có nội dung."),
    "main_library_absent": _("Tệp %(file)s nói thư viện chính là %(library)s nhưng không liệt kê nó trong preloadedDependencies."),
    "not_runnable": _("Thư viện chính %(library)s không tự chạy được (mục “runnable” trong %(file)s)."),
    "folder_name": _("Thư mục %(folder)s không khớp với tên thư viện %(library)s ghi trong %(file)s."),
    "core_api": _("%(file)s cần lõi H5P %(needed)s, mới hơn lõi %(known)s của hệ thống."),
    "file_missing": _("Thiếu tệp %(file)s (được gọi trong %(named_in)s)."),
    "library_json_missing": _("Thư mục %(file)s có mã nhưng thiếu library.json."),
    "library_missing": _("Thiếu thư viện %(library)s (được gọi trong %(file)s)."),
    "library_version": _("%(file)s cần thư viện %(library)s nhưng gói chỉ có bản %(found)s."),
    "library_twice": _("Thư viện trong %(file)s trùng với thư mục %(other)s."),
    "language_name": _("Tệp ngôn ngữ %(file)s đặt tên sai (đúng là mã ngôn ngữ, như vi.json)."),
    "content_library": _("Nội dung ở “%(place)s” gọi thư viện với tên sai: %(library)s."),
    "content_path": _("Nội dung ở “%(place)s” gọi tệp có đường dẫn không an toàn: %(path)s."),
    "too_big_upload": _("Tệp nặng quá %(limit)s MB."),
    "other_main_library": _("Gói mới thuộc loại %(found)s, khác loại %(expected)s của gói đang có. Hãy tải lên thành gói riêng."),
    "same_as_other": _("Nội dung này đã có trong kho với tên “%(title)s”."),
    # Said, but not refused.
    "stray_file": _("Bỏ qua tệp %(file)s: không thuộc nội dung hay thư viện nào."),
    "library_unused": _("Thư viện %(library)s có trong gói nhưng nội dung không dùng đến."),
    "youtube": _("Nội dung ở “%(place)s” dùng video YouTube (%(address)s): video này không phát được trong khung kín và khi mất mạng."),
    "address_outside": _("Nội dung ở “%(place)s” dùng tệp ở trang khác (%(address)s): tệp này không hiện trong khung kín."),
    "content_file_missing": _("Nội dung ở “%(place)s” gọi tệp %(path)s nhưng gói không có tệp này."),
    "active_text": _("Văn bản ở “%(place)s” có mã chạy được; mã chỉ chạy trong khung kín của gói."),
    "content_shape": _("Mục “%(place)s” của nội dung không đúng kiểu (%(expected)s); có thể hiển thị thiếu."),
}


def words(problem: Problem) -> str:
    """Return the sentence for a problem in the current language, naming the file at fault."""
    params = {"file": problem.file or "h5p", **problem.params}
    return str(WORDS[problem.code] % params)


class PackageRefused(Exception):  # noqa: N818 (a refusal is an answer)
    """The package has errors; nothing was kept. `problems` names each with its file."""

    code = "h5p.package.refused"

    def __init__(self, problems: Iterable[Problem], warnings: Iterable[Problem] = ()) -> None:
        self.problems = tuple(problems)
        self.warnings = tuple(warnings)
        super().__init__("; ".join(f"{problem.code} {problem.file}".strip() for problem in self.problems))


class PackageInUse(Exception):  # noqa: N818
    """The package can't be removed while activities use it."""

    code = "h5p.package.in_use"


class OtherPerson(Exception):  # noqa: N818
    """The changes were made by somebody else on this device; nothing was applied."""

    code = "h5p.changes.other_person"


class BadChanges(Exception):  # noqa: N818
    """The changes are not of the agreed shape; nothing was applied. `field` says where."""

    code = "h5p.changes.bad"

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field
