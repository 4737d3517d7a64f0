"""The server serves, sockets included."""

from tests.factories.core import make_account, make_person


def test_live_badge_arrives_over_the_socket(live, sign_in):
    person = make_person()
    account = make_account(person)
    page = sign_in(account)
    page.goto("/ho-tro/khong-co/")
    message = page.evaluate(
        """() => new Promise((resolve, reject) => {
            const socket = new WebSocket(location.origin.replace('http', 'ws') + '/ws/live/');
            socket.onmessage = (event) => resolve(JSON.parse(event.data));
            socket.onerror = () => reject('no socket');
        })"""
    )
    assert message == {"type": "unread", "count": 0}
