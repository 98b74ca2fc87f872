"""A package of reference data as a file: bytes ↔ plain data.

A zip of three members: ``header.json`` (number, hash of the package before, digest of
the rows), ``signature`` (Ed25519 over the bytes of the header) and ``rows.jsonl`` (a
row a line). The hash of a package is the SHA-256 of its header, so each package seals
all before it.
"""

import base64
import hashlib
import io
import json
import zipfile
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from ..engine.sync import canonical

FORMAT = 1
SUFFIX = ".elhsync"
HEADER, SIGNATURE, ROWS = "header.json", "signature", "rows.jsonl"
MAX_BYTES = 200 * 1024 * 1024
EPOCH = (1980, 1, 1, 0, 0, 0)
RAW = serialization.Encoding.Raw


class PackageFileError(Exception):
    """A file that is no package, or not as it was signed.

    :param code: ``file``, ``signature`` or ``digest``
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Header:
    """What is signed. ``next_key``: public key that signs from the next package on."""

    centre: str
    number: int
    previous: str
    sequence_from: int
    sequence_to: int
    rows: int
    payload: str
    key: str
    created: str
    next_key: str = ""
    format: int = FORMAT

    def to_bytes(self) -> bytes:
        """The bytes that are hashed and signed."""
        return canonical(asdict(self))

    @property
    def hash(self) -> str:
        """Hash of the package: what the next one names as previous."""
        return hashlib.sha256(self.to_bytes()).hexdigest()


@dataclass(frozen=True)
class PackageFile:
    """A package that was read, its signature not yet verified."""

    header: Header
    signature: bytes
    payload: bytes

    def verify(self, public: str) -> None:
        """Check signature and digest.

        :raise PackageFileError: ``signature``, ``digest``
        """
        key = ed25519.Ed25519PublicKey.from_public_bytes(base64.b64decode(public))
        try:
            key.verify(self.signature, self.header.to_bytes())
        except InvalidSignature as error:
            raise PackageFileError("signature") from error
        if payload_digest(self.payload) != self.header.payload:
            raise PackageFileError("digest")

    def rows(self) -> list[dict]:
        """The rows, in the order in which they are to be taken."""
        return [json.loads(line) for line in self.payload.splitlines()]


def new_key() -> tuple[str, str]:
    """A new pair of keys, private and public, base64."""
    private = ed25519.Ed25519PrivateKey.generate()
    secret = private.private_bytes(
        RAW, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    public = private.public_key().public_bytes(RAW, serialization.PublicFormat.Raw)
    return base64.b64encode(secret).decode(), base64.b64encode(public).decode()


def key_id(public: str) -> str:
    """Short name of a public key."""
    return hashlib.sha256(base64.b64decode(public)).hexdigest()[:16]


def to_payload(rows: list[dict]) -> bytes:
    """Rows as they stand in the file."""
    return b"".join(canonical(row) + b"\n" for row in rows)


def payload_digest(payload: bytes) -> str:
    """What the header says of the rows."""
    return hashlib.sha256(payload).hexdigest()


def write_package(header: Header, payload: bytes, private: str) -> bytes:
    """The signed file; the same input gives the same bytes."""
    key = ed25519.Ed25519PrivateKey.from_private_bytes(base64.b64decode(private))
    signature = base64.b64encode(key.sign(header.to_bytes()))
    members = ((HEADER, header.to_bytes()), (SIGNATURE, signature), (ROWS, payload))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, EPOCH)
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def read_package(data: bytes) -> PackageFile:
    """Take a file apart.

    :raise PackageFileError: ``file`` if it is no package of this format
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = [info.file_size for info in archive.infolist()]
            if sum(sizes) > MAX_BYTES:
                raise PackageFileError("file")
            header, signature, payload = map(archive.read, (HEADER, SIGNATURE, ROWS))
        values = json.loads(header)
        found = Header(**values)
        signed = base64.b64decode(signature, validate=True)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise PackageFileError("file") from error
    if found.format != FORMAT:
        raise PackageFileError("file")
    return PackageFile(found, signed, payload)


def write_bundle(files: dict[str, bytes]) -> bytes:
    """Several packages as one file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data)
    return buffer.getvalue()


def read_bundle(data: bytes) -> list[bytes]:
    """The packages of a bundle, or the file itself if it is a single package.

    :raise PackageFileError: ``file``
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if HEADER in archive.namelist():
                return [data]
            if sum(info.file_size for info in archive.infolist()) > MAX_BYTES:
                raise PackageFileError("file")
            names = [name for name in archive.namelist() if name.endswith(SUFFIX)]
            found = [archive.read(name) for name in names]
    except (zipfile.BadZipFile, ValueError) as error:
        raise PackageFileError("file") from error
    if not found:
        raise PackageFileError("file")
    return found
