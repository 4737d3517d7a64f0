"""What is said of a file that is not taken."""

from io import BytesIO

import pytest

from core.lib.filetypes import FileProblem, detect
from social.files.errors import AttachmentRefused


def test_a_programme_is_called_a_kind_we_do_not_take_not_a_broken_file():
    with pytest.raises(FileProblem) as problem:
        detect(BytesIO(b"MZ" + bytes(60)), "cai-dat.exe")
    said = str(AttachmentRefused(problem.value.code, name="cai-dat.exe", **problem.value.params))
    assert said.startswith("cai-dat.exe: loại tệp này chưa nhận được")
