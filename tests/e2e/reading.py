"""What a pupil does with a lesson in a browser, for every journey that studies one."""

import uuid

from playwright.sync_api import expect


def block(kind, /, **value):
    return {"type": kind, "id": str(uuid.uuid4()), "value": value}


def option(text, is_right=False):
    return {"type": "item", "id": uuid.uuid4().hex[:8], "value": {"text": text, "is_right": is_right, "feedback": ""}}


def checkpoint(prompt, right, wrong, **more):
    value = {
        "kind": "single",
        "prompt": f"<p>{prompt}</p>",
        "options": [option(wrong), option(right, True)],
        "explanation": "<p>Vì thế.</p>",
        "hint": "",
        "accepted": "",
        "number": "",
        "tolerance": "",
        "unit": "",
        "must_pass": False,
        **more,
    }
    return block("checkpoint", **value)


def pythagoras():
    """The body of a lesson of three parts with two questions."""
    return [
        block("text", html="<p>Chỉ cần biết hai cạnh của một tam giác vuông là tính được cạnh còn lại.</p>"),
        block("heading", level="2", text="Định lí"),
        block("formula", latex="BC^2=AB^2+AC^2", caption="", numbered=False),
        checkpoint("Thang dài 5 m, chân cách tường 3 m. Sàn cao bao nhiêu?", "4 m", "2 m"),
        block("heading", level="2", text="Định lí đảo"),
        block("text", html="<p>Tam giác có bình phương một cạnh bằng tổng bình phương hai cạnh kia thì vuông.</p>"),
        checkpoint("Tam giác 3, 4, 5 có vuông không?", "Có", "Không"),
    ]


def soon(page, ask, seconds=30):
    """Return the first answer of `ask` that says something. (`wait_for_function` polls with eval, which our CSP forbids.)"""
    for _ in range(seconds * 20):
        if found := ask():
            return found
        page.wait_for_timeout(50)
    raise AssertionError(f"nothing within {seconds} s")


def url_of(lesson):
    return f"/lop-hoc/{lesson['course'].uuid}/{lesson['activity'].uuid}/"


def ready(page):
    expect(page.locator("lesson-reader[data-ready]")).to_be_attached(timeout=15_000)


def worker_ready(page):
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    soon(page, lambda: page.evaluate("!!navigator.serviceWorker.controller"), seconds=15)


def keep(page):
    """Press "Lưu về máy" and wait until everything is there."""
    page.locator("[data-keep]").click()
    expect(page.locator("[data-kept]")).to_be_visible(timeout=30_000)


def answer(page, text):
    form = page.locator("form[data-checkpoint]:visible").first
    form.get_by_text(text, exact=True).click()
    form.locator("[type=submit]").click()
    return form


def go_on(page):
    page.locator(".dock [data-next]").click()
