"""Secrets that must never come out, and beside each a marker that shows that its surroundings were read."""

import base64
import secrets
import string
from dataclasses import dataclass, field
from urllib.parse import quote

_ALPHABET = string.ascii_letters + string.digits


def word(length=24):
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def key_body():
    """What stands between the lines of a private key: base64 in lines of 64."""
    text = base64.b64encode(secrets.token_bytes(120)).decode()
    return [text[start : start + 64] for start in range(0, len(text), 64)]


@dataclass
class Canaries:
    """Hands out secrets by the place where they are planted, and looks for them."""

    planted: dict[str, list[str]] = field(default_factory=dict)
    markers: dict[str, str] = field(default_factory=dict)

    def secret(self, place, value=None):
        made = value or word()
        self.planted.setdefault(place, []).append(made)
        return made

    def marker(self, place):
        """A harmless word that stands beside the secret; it must be found."""
        return self.markers.setdefault(place, f"marker{word(8)}")

    def jwt(self, place):
        parts = [base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (b'{"alg":"RS256"}', b'{"sub":"x"}')]
        return self.secret(place, ".".join((*parts, word(40))))

    def private_key(self, place):
        lines = key_body()
        for line in lines:
            self.secret(place, line)
        return "\n".join(("-----BEGIN RSA PRIVATE KEY-----", *lines, "-----END RSA PRIVATE KEY-----"))

    def private_key_data(self, place):
        """A private key in base64, as kubeconfigs carry it."""
        return self.secret(place, base64.b64encode(self.private_key(place).encode()).decode())

    def found_in(self, data):
        """The places whose secrets stand in these bytes: as they are, in base64, or quoted for a URL."""
        return sorted(
            {
                place
                for place, values in self.planted.items()
                for value in values
                if any(form in data for form in _forms(value))
            }
        )

    def unseen_in(self, data):
        """The markers that were not read, or did not come out."""
        return sorted(place for place, marker in self.markers.items() if marker.encode() not in data)


def _forms(value):
    plain = value.encode()
    yield plain
    yield quote(value, safe="").encode()
    # In base64 a text looks different by where it begins among three bytes; its middle is the same in each.
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + plain)
        middle = encoded[4:-4] if shift else encoded[:-4]
        if len(middle) >= 12:
            yield middle
