"""A WebSocket client for consumers (channels.testing wants daphne, which we don't use)."""

import json

from asgiref.testing import ApplicationCommunicator


class Socket(ApplicationCommunicator):
    """Speaks JSON to a consumer."""

    def __init__(self, application, path="/ws/live/", **scope):
        super().__init__(application, {"type": "websocket", "path": path, "headers": [], "query_string": b"", "subprotocols": [], **scope})

    async def connect(self):
        """Say whether the consumer accepted."""
        await self.send_input({"type": "websocket.connect"})
        answer = await self.receive_output(5)
        return answer["type"] == "websocket.accept"

    async def send_json(self, value):
        """Send a JSON message."""
        await self.send_input({"type": "websocket.receive", "text": json.dumps(value)})

    async def receive_json(self):
        """Return the next JSON message."""
        answer = await self.receive_output(5)
        return json.loads(answer["text"])

    async def disconnect(self):
        """Close and wait for the consumer to end."""
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(5)
