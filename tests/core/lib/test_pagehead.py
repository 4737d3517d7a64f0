"""What a page says of itself, whatever it says."""

import time

from core.lib.pagehead import PageHead, decoded, one_line, read_head


def test_words_for_sharing_come_before_the_pages_own():
    html = """<title>Trang chủ</title><meta name=description content='Tin "mới"'><meta content="Khai giảng > 2026" property="og:title">
    <META Property="og:image" Content="/a.png?x=1&amp;y=2"><meta property="og:site_name" content="Bộ GD&amp;ĐT">"""
    assert read_head(html) == PageHead("Khai giảng > 2026", 'Tin "mới"', "Bộ GD&ĐT", "/a.png?x=1&y=2")
    assert read_head("<TITLE lang=vi>\n Chào \n em</TITLE>").title == "Chào em"


def test_signs_that_steer_text_go_and_long_words_are_cut():
    assert one_line("a\u202egnp.exe\x00\u200b b\n\tc", 50) == "agnp.exe b c"
    assert one_line("x" * 500, 20) == "x" * 19 + "…"
    assert read_head("<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>").title == "<script>alert(1)</script>"


def test_bytes_are_read_by_the_charset_they_come_with_or_name():
    assert decoded("Chào".encode("utf-16"), "utf-16") == "Chào"
    assert decoded("<meta charset='windows-1258'>ư".encode("cp1258")).endswith("ư")
    assert decoded(b"ch\xc3\xa0o \xff", "khong-co") == "chào \ufffd"


def test_a_page_made_to_be_slow_is_read_quickly():
    began = time.process_time()
    for piece in ('<meta "', "<meta a='", "<title", "<meta " + "x" * 3000, "<meta a=b c"):
        read_head(piece * 200_000)
    assert time.process_time() - began < 12
