"""Access codes and networks."""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Iterable


def code_hash(code: str, salt: str = "") -> str:
    """Return a salted hash of an access code; case and spaces don't count. An empty code has none."""
    plain = "".join(code.split()).upper()
    if not plain:
        return ""
    salt = salt or secrets.token_hex(8)
    return f"{salt}${hashlib.sha256(f'{salt}{plain}'.encode()).hexdigest()}"


def is_code(code: str, hashed: str) -> bool:
    """Say whether a typed code is the one that was set."""
    salt, _dollar, _digest = hashed.partition("$")
    return bool(hashed) and hmac.compare_digest(code_hash(code, salt), hashed)


def read_networks(text: str) -> tuple[list[str], str]:
    """Return (networks, the first part that is none) of a list separated by commas or lines."""
    found = []
    for part in text.replace("\n", ",").replace(";", ",").split(","):
        if not part.strip():
            continue
        try:
            found.append(str(ipaddress.ip_network(part.strip(), strict=False)))
        except ValueError:
            return found, part.strip()[:40]
    return found, ""


def in_networks(address: str, networks: Iterable[str]) -> bool:
    """Say whether an address lies in one of the networks; no networks: anywhere."""
    ranges = list(networks)
    if not ranges:
        return True
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(one.version == network.version and one in network for network in map(ipaddress.ip_network, ranges))
