"""A class teacher takes the class out on a phone: asked without a network and with one, waited for, downloaded, opened and read."""

from io import BytesIO
from zipfile import ZipFile

from playwright.sync_api import expect

from tests.social.exports.conftest import World


def test_a_copy_of_a_class_from_the_button_to_the_page_in_the_zip(sign_in, open_page, axe, run_jobs, tmp_path):
    world = World()
    post = world.post("<p>Mai cả lớp đi Tân Trào, mang theo nước.</p>", title="Đi tham quan")
    world.say(post, "Em đi ạ")
    world.picture(post)
    page = sign_in(world.account(world.teacher))
    page.goto(f"/bang-tin/nhom/{world.space.uuid}/cai-dat/")
    page.get_by_role("link", name="Tải về").click()
    ask = page.get_by_role("button", name="Chuẩn bị bản sao")
    expect(ask).to_be_visible()
    page.context.set_offline(True)
    ask.click()
    expect(page.get_by_role("alert").filter(has_text="Đang mất mạng nên chưa gửi")).to_be_visible()
    page.context.set_offline(False)
    ask.click()
    expect(page.get_by_text("Đang chuẩn bị bản sao")).to_be_visible()
    assert axe(page) == []
    run_jobs()
    with page.expect_download() as download:
        page.locator("a[download]").click()  # the page asks by itself how far it is
    ZipFile(BytesIO(download.value.path().read_bytes())).extractall(tmp_path)

    reader = open_page()
    reader.goto((tmp_path / "xem.html").as_uri())
    reader.get_by_role("link", name="Bài viết").first.click()
    expect(reader.get_by_text("mang theo nước")).to_be_visible()
    expect(reader.get_by_text("Em đi ạ")).to_be_visible()
    assert reader.evaluate("document.images.length > 0 && [...document.images].every((one) => one.complete && one.naturalWidth > 0)")
    assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(reader) == []
    assert world.pupil.full_name in reader.content()
