"""Foreign text made harmless for terminals and single-line formats: logs, names and probe bodies are not trusted."""

from __future__ import annotations

import unicodedata

# Categories of characters that move a cursor, change colours, reverse the reading order or cannot be encoded:
# controls, formats (bidirectional overrides, zero-width), surrogates, line and paragraph separators.
_UNSHOWN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def visible(text: str) -> str:
    """`text` with every control character but newline written out in hexadecimal, and tabs as spaces."""
    return "".join(character if character == "\n" else _shown(character) for character in text)


def one_line(text: str, limit: int | None = None) -> str:
    """`text` on one line, white space collapsed, controls written out, cut to `limit` characters with `...`."""
    line = visible(" ".join(text.split()))
    return line if limit is None or len(line) <= limit else f"{line[: max(limit - 3, 0)].rstrip()}..."


def name(text: str) -> str:
    """A file's name as it is, blanks and all, every control character written out."""
    return visible(text).replace("\n", "\\x0a")


def cut_bytes(text: str, limit: int) -> str:
    """`text` cut so that its UTF-8 form has at most `limit` bytes, never inside a character."""
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= limit:
        return encoded.decode()
    return f"{encoded[: max(limit - 3, 0)].decode('utf-8', 'ignore').rstrip()}..."


def _shown(character: str) -> str:
    if character == "\t":
        return "    "
    if unicodedata.category(character) not in _UNSHOWN:
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
