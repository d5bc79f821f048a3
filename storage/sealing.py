"""Files encrypted with a passphrase, a piece at a time, so that memory stays small (docs/decisions/sealed-backups.md).

The key is made by scrypt; the pieces are sealed with ChaCha20-Poly1305 in the STREAM construction (a nonce that counts and
marks the last piece), so that none can be changed, moved, or cut off unnoticed. The header is authenticated with each.
"""

from __future__ import annotations

import secrets
import struct
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

MAGIC = b"Stammkunde sealed 1\n"
PIECE, TAG = 64 * 1024, 16
SALT, PREFIX = 16, 7
LARGEST = (18, 16, 16)
"""No header makes the reader spend more than 256 MB and a few seconds on the key."""
_FIELDS = struct.Struct(f">BBB{SALT}s{PREFIX}sq")


class Cost(NamedTuple):
    """What scrypt costs whoever guesses: 2**log2n blocks of r * 128 bytes, p times."""

    log2n: int = 15
    r: int = 8
    p: int = 3


class NotOpenedError(Exception):
    """The passphrase is another one, or the file is damaged; nobody can tell which."""


class _Header(NamedTuple):
    log2n: int
    r: int
    p: int
    salt: bytes
    prefix: bytes
    made_at: int

    def packed(self) -> bytes:
        return MAGIC + _FIELDS.pack(*self)


def is_sealed(source: BinaryIO) -> bool:
    """Whether a file, read from its beginning, is one of ours."""
    return source.read(len(MAGIC)) == MAGIC


def seal(source: BinaryIO, target: BinaryIO, passphrase: str, made_at: datetime, cost: Cost | None = None) -> None:
    """Write what `source` holds to `target`, encrypted; `made_at` can be read by anybody, but not changed."""
    header = _Header(
        *(cost or Cost()), secrets.token_bytes(SALT), secrets.token_bytes(PREFIX), int(made_at.timestamp())
    )
    packed, cipher = header.packed(), _cipher(header, passphrase)
    target.write(packed)
    target.writelines(cipher.encrypt(nonce, piece, packed) for nonce, piece in _pieces(source, PIECE, header.prefix))


def unseal(source: BinaryIO, target: BinaryIO, passphrase: str) -> datetime:
    """Write what a sealed file holds to `target`, and give the moment it is of; raises NotOpenedError.

    What was written until then is nothing to be used.
    """
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415  (only who seals or unseals pays for the import)

    header = _header(source)
    try:
        packed, cipher = header.packed(), _cipher(header, passphrase)
        target.writelines(
            cipher.decrypt(nonce, piece, packed) for nonce, piece in _pieces(source, PIECE + TAG, header.prefix)
        )
    except (InvalidTag, MemoryError, ValueError) as error:
        raise NotOpenedError from error
    return datetime.fromtimestamp(header.made_at, UTC)


def _header(source: BinaryIO) -> _Header:
    packed = source.read(len(MAGIC) + _FIELDS.size)
    if not packed.startswith(MAGIC) or len(packed) < len(MAGIC) + _FIELDS.size:
        raise NotOpenedError
    header = _Header(*_FIELDS.unpack(packed[len(MAGIC) :]))
    if any(not 0 < value <= largest for value, largest in zip(header[:3], LARGEST, strict=True)):
        raise NotOpenedError
    return header


def _cipher(header: _Header, passphrase: str) -> ChaCha20Poly1305:
    """The same letters are the same passphrase, however a keyboard composes its umlauts."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415  (as above)
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt  # noqa: PLC0415  (as above)

    derive = Scrypt(salt=header.salt, length=32, n=1 << header.log2n, r=header.r, p=header.p)
    return ChaCha20Poly1305(derive.derive(unicodedata.normalize("NFC", passphrase).encode()))


def _pieces(source: BinaryIO, size: int, prefix: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each piece with its nonce; there is always a last one, if only an empty one."""
    piece, number = source.read(size), 0
    while True:
        following = source.read(size)
        yield prefix + struct.pack(">IB", number, not following), piece
        if not following:
            return
        piece, number = following, number + 1
