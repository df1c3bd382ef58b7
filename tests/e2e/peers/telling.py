# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Python clients saw, in the form in which programme.json writes it."""
import base64

from google.protobuf import json_format


def text_of(raw):
    return base64.b64encode(raw).decode().rstrip("=")


def echoed(fields):
    """The metadata that the server echoed: values of one name joined as HTTP joins them, binary ones unpadded."""
    found = {}
    for name, value in fields:
        if name.startswith(("x-echo", "x-trailer-echo")):
            text = text_of(value) if isinstance(value, bytes) else value.rstrip("=") if name.endswith("-bin") else value
            found.setdefault(name, []).append(text)
    return {name: ", ".join(values) for name, values in found.items()}


def told(reply):
    """A reply as JSON; many bytes are told by their number."""
    size = len(reply.data)
    if size > 1000:
        reply.data = b""
    reply.timeout_seen = ""
    return json_format.MessageToDict(reply) | ({"bytes": size} if size > 1000 else {})
