"""A notebook's PNG as a page's image: checked, with its alt text and size; may import nothing of ours."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error
from dataclasses import dataclass

from nbformat import NotebookNode

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SIZE = slice(16, 24)  # width and height stand at the same place in every PNG


@dataclass(frozen=True)
class Image:
    """What an ``<img>`` needs; sizes in CSS pixels."""

    source: str
    alt: str
    width: int
    height: int


def picture(output: NotebookNode) -> Image | None:
    """The image of an output that holds a PNG; None where the bytes are not one.

    The alt text and size are those in the output's metadata; a size that is not there is read from the image.
    """
    content = _decoded(output.data["image/png"])
    if not content.startswith(_SIGNATURE):
        return None
    told = output.metadata.get("image/png", {})
    header = content[_SIZE]
    width, height = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:], "big")
    return Image(
        source=f"data:image/png;base64,{b64encode(content).decode('ascii')}",
        alt=str(told.get("alt") or output.metadata.get("alt") or ""),
        width=_pixels(told.get("width"), width),
        height=_pixels(told.get("height"), height),
    )


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text)
    except (Error, ValueError):
        return b""


def _pixels(told: object, measured: int) -> int:
    return int(told) if isinstance(told, int | float) else measured
