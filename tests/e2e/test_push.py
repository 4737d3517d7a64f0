"""A push message reaches the service worker and is shown; a tap leads to the page it is about.

No public push service is asked: a browser can't subscribe here, so the page is given a subscription whose keys the test holds. What our
server seals and sends goes to a push service on this machine (RFC 8030), is opened there as a browser does (RFC 8291) and handed to the
real service worker through DevTools (`ServiceWorker.deliverPushMessage`), as the browser does with what its push service brings.
"""

import json
from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.models import Account, Notification, PushSubscription
from core.notifications.services import send_due
from social.feeds.enums import PostKind
from social.feeds.services import save_post
from social.feeds.types import PostInput
from tests.e2e.journey import watch
from tests.e2e.reading import soon
from tests.factories.social import space_of
from tests.push_service import Device, push_service
from tests.social.messaging.school import School

pytestmark = pytest.mark.django_db(transaction=True)
JOIN = """(subscription) => {
  let now = null;
  const made = { toJSON: () => subscription, unsubscribe: async () => { now = null; return true; } };
  PushManager.prototype.subscribe = async (options) => { subscription.asked = options; now = made; return made; };
  PushManager.prototype.getSubscription = async () => now;
}"""


SHOWN = """() => navigator.serviceWorker.ready.then((one) => one.getNotifications())
  .then((all) => all.map((note) => ({ title: note.title, body: note.body, tag: note.tag, lang: note.lang, url: note.data.url })))"""
TAP = """async () => {
  const [notification] = await registration.getNotifications();
  dispatchEvent(new NotificationEvent("notificationclick", { notification }));
}"""


class Workers:
    """The service worker of a page, over DevTools."""

    def __init__(self, page, origin):
        self.page, self.origin, self.registration = page, origin, ""
        self.session = page.context.new_cdp_session(page)
        self.session.on("ServiceWorker.workerVersionUpdated", self._note)
        self.session.send("ServiceWorker.enable")

    def _note(self, event):
        for version in event["versions"]:
            if version["status"] == "activated":
                self.registration = version["registrationId"]

    def deliver(self, payload):
        """Hand a payload over as the browser does; returns what the worker shows after it."""
        soon(self.page, lambda: self.registration)
        self.session.send("ServiceWorker.deliverPushMessage", {"origin": self.origin, "registrationId": self.registration, "data": payload})
        return soon(self.page, lambda: self.page.evaluate(SHOWN))

    def tap(self):
        """Press what is shown: the system's own notification is out of reach, its event is not."""
        soon(self.page, lambda: self.page.context.service_workers)[0].evaluate(TAP)


def announce(school):
    given = PostInput(kind=PostKind.ANNOUNCEMENT, title="Tham quan Tân Trào", body="<p>Cả ngày thứ Bảy.</p>")
    return save_post(actor=school.homeroom, space=space_of(school.homeroom), given=given, client_id=uuid4())


def test_an_announcement_comes_as_a_push_and_a_tap_opens_it(live, sign_in, run_jobs, settings):
    school, wrong = School(), []
    mother = watch(sign_in(Account.objects.get(person_id=school.guardian.person_id), permissions=["notifications"]), wrong)
    with push_service() as service:
        settings.PUSH_HOSTS = [service.origin]
        device = Device(service.origin)
        mother.add_init_script(f"({JOIN})({json.dumps(device.subscription)})")
        mother.goto(reverse("core:notify_choices"))
        mother.get_by_role("button", name="Bật trên máy này").click()
        expect(mother.get_by_role("button", name="Tắt trên máy này")).to_be_visible()
        assert PushSubscription.objects.get().person_id == school.guardian.person_id
        post = announce(school)
        run_jobs()
        send_due()
        assert len(service.got) == 1
        payload = device.open(service.got[0][1]).decode()
    phone = Workers(mother, live)
    notice = Notification.objects.get(recipient_id=school.guardian.person_id)
    shown = {"title": "Tham quan Tân Trào", "body": "Thông báo mới ở Lớp 9A2.", "lang": "vi", "url": f"/thong-bao/{notice.pk}/"}
    assert phone.deliver(payload) == [{**shown, "tag": json.loads(payload)["tag"]}]
    assert phone.deliver(payload) == [{**shown, "tag": json.loads(payload)["tag"]}]  # once more: still one
    phone.tap()
    mother.wait_for_url(f"**/bang-tin/bai/{post.uuid}/**")
    expect(mother.get_by_role("heading", name="Tham quan Tân Trào")).to_be_visible()
    soon(mother, lambda: mother.evaluate(SHOWN) == [])  # a note that is closed goes a moment later
    assert wrong == []
