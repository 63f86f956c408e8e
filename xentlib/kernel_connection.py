"""How JupyterLab talks to a kernel in this course: at once. `make lab` names this class to the server."""

from __future__ import annotations

from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """Sends each message when it is written.

    The server would let the network wait for the page's receipt of the message before (Nagle's algorithm), and a
    browser may take 40 ms for that: longer than most explorations take to draw.
    """

    def connect(self) -> Any:
        self.websocket_handler.set_nodelay(True)
        return super().connect()
