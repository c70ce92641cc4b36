"""Multibase: base58btc (prefix ``z``) and base64url without padding (prefix ``u``).

Controlled Identifiers 1.0, section 2.4.
"""

import base64

BASE58_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# Decoding base 58 takes quadratic time; a signature needs 89 characters.
LONGEST_BASE58 = 200


def encode_base58btc(octets: bytes) -> str:
    zeros = len(octets) - len(octets.lstrip(b"\0"))
    number = int.from_bytes(octets, "big")
    digits = []
    while number:
        number, digit = divmod(number, 58)
        digits.append(BASE58_ALPHABET[digit])
    return "z" + "1" * zeros + "".join(reversed(digits))


def decode_base58btc(text: str) -> bytes:
    """Return the octets. Raises ValueError for any other base or alphabet, and for very long text."""
    if not text.startswith("z"):
        raise ValueError(f"Multibase base58btc begins with z, but the text begins with {text[:1]!r}")
    digits = text[1:]
    if len(digits) > LONGEST_BASE58:
        raise ValueError(f"The base58btc text has {len(digits)} digits; at most {LONGEST_BASE58} are read")
    number = 0
    for digit in digits:
        value = BASE58_ALPHABET.find(digit)
        if value < 0:
            raise ValueError(f"{digit!r} is no digit of base58btc")
        number = number * 58 + value
    zeros = len(digits) - len(digits.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_base64url(octets: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def decode_base64url(text: str) -> bytes:
    """Return the octets. Raises ValueError for any other base, alphabet, or for padding."""
    if not text.startswith("u"):
        raise ValueError(f"Multibase base64url begins with u, but the text begins with {text[:1]!r}")
    digits = text[1:]
    if set("+/=") & set(digits):
        raise ValueError("The text holds +, / or =, which unpadded base64url does not have")
    try:
        return base64.b64decode(digits + "=" * (-len(digits) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise ValueError(f"The text is not base64url: {error}") from error
