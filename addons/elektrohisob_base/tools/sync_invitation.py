"""The text by which a centre makes itself known to a division."""

import base64
import json
import textwrap

NAMES = {"centre", "unit", "url", "database", "key", "public_key"}


def write_invitation(values: dict[str, str]) -> str:
    """One block of text to be copied."""
    data = json.dumps(values, ensure_ascii=False, sort_keys=True).encode()
    return "\n".join(textwrap.wrap(base64.b64encode(data).decode(), 64))


def read_invitation(text: str) -> dict[str, str]:
    """What the block says.

    :raise ValueError: it is no invitation
    """
    values = json.loads(base64.b64decode("".join(text.split()), validate=True))
    if not isinstance(values, dict) or not values.keys() >= NAMES:
        raise ValueError("not an invitation")
    return {name: str(values[name] or "") for name in NAMES}
