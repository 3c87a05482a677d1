"""What a cell puts out, as far as it is kept: of a submission, a stranger's messages."""

import base64
import binascii

from text import well_formed

CUT_AFTER = 100_000  # characters of a cell's printed text that are kept
FLOOD_AFTER = 20_000_000  # characters after which a cell is stopped
SHOWN_OUTPUTS = 50
PICTURES = 4_000_000  # characters of a cell's pictures that are kept
PICTURE_BEGINS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


class Malformed(Exception):
    """A message that no kernel sends."""


class Running:
    """A cell on its way: what it has put out so far, and how it has ended."""

    def __init__(self, message: str):
        self.message = message
        self.outputs: list[dict] = []
        self.error: dict | None = None
        self.printed = 0
        self.replied = self.idle = False

    @property
    def done(self) -> bool:
        return self.replied and self.idle

    @property
    def floods(self) -> bool:
        return self.printed > FLOOD_AFTER

    def take(self, kind: object, content: object) -> None:
        """Takes a message of the channel of outputs; Malformed where it is none."""
        content = of(dict, content)
        if kind == "status":
            self.idle = self.idle or content.get("execution_state") == "idle"
        elif kind == "stream":
            name = "stderr" if content.get("name") == "stderr" else "stdout"
            self._print(name, well_formed(of(str, content.get("text"))))
        elif kind == "error":
            self.error = error_of(content)
        elif kind in ("display_data", "execute_result"):
            self._show(of(dict, content.get("data")))
        elif kind == "clear_output":
            self.outputs.clear()

    def reply(self, content: object) -> None:
        """Takes the answer to the request to run it; Malformed where it is none."""
        content = of(dict, content)
        self.replied = True
        if content.get("status") == "error":
            self.error = self.error or error_of(content)

    def _print(self, name: str, text: str) -> None:
        room = CUT_AFTER - self.printed
        self.printed += len(text)
        if room <= 0:
            return
        if len(text) > room:
            text = f"{text[:room]}\n... (the rest of what was printed is left out)\n"
        last = self.outputs[-1] if self.outputs else {}
        if last.get("name") == name:
            last["text"] += text
        elif len(self.outputs) < SHOWN_OUTPUTS:
            self.outputs.append({"output_type": "stream", "name": name, "text": text})

    def _show(self, data: dict) -> None:
        self.printed += sum(len(each) if isinstance(each, (str, bytes)) else 1000 for each in data.values())
        if len(self.outputs) < SHOWN_OUTPUTS and self.printed < PICTURES:
            self.outputs.append({"output_type": "display_data", "data": harmless(data), "metadata": {}})


def harmless(data: dict) -> dict:
    """Text and pictures: a page of a report runs nothing that a student has put out."""
    shown = {kind: data[kind] for kind, begins in PICTURE_BEGINS.items() if is_picture(data.get(kind), begins)}
    text = data.get("text/plain")
    if isinstance(text, str):
        shown["text/plain"] = well_formed(text)[:CUT_AFTER]
    return shown or {"text/plain": "(an output that is neither text nor a picture is not shown here)"}


def is_picture(coded: object, begins: bytes) -> bool:
    try:
        return isinstance(coded, str) and base64.b64decode(coded, validate=True).startswith(begins)
    except (binascii.Error, ValueError):
        return False


def error_of(content: dict) -> dict:
    lines = content.get("traceback")
    lines = lines if isinstance(lines, list) else []
    return {
        "ename": well_formed(str(content.get("ename", "Error")))[:200],
        "evalue": well_formed(str(content.get("evalue", "")))[:2000],
        "traceback": [well_formed(str(line))[:2000] for line in lines[:60]],
    }


def of(kind: type, value: object):
    if not isinstance(value, kind):
        raise Malformed(f"a message with {type(value).__name__} where {kind.__name__} belongs")
    return value
