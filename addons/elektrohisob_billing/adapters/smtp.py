"""What went wrong when a letter was handed to a mail server."""

import smtplib
from dataclasses import dataclass

#: The server may take the letter later.
SERVER = "server"
BUSY = "busy"
#: It will not, however often it is tried.
REFUSED = "refused"
WRONG_ADDRESS = "wrong_address"
#: Nobody knows whether it was taken.
LOST = "lost"

FINAL = (REFUSED, WRONG_ADDRESS)
LONGEST = 300
PERMANENT = 500


@dataclass(frozen=True)
class Trouble:
    """Why a letter was not taken, or perhaps not."""

    code: str
    detail: str


def read_connecting(error: Exception) -> Trouble:
    """What it means that no connection could be opened: nothing was sent."""
    return Trouble(SERVER, _words(error))


def read_sending(error: Exception) -> Trouble:
    """What it means that a letter could not be handed over."""
    cause = error
    if not isinstance(error, smtplib.SMTPException | OSError | AssertionError):
        # Odoo wraps what its server said
        cause = error.__cause__ or error.__context__ or error
    if isinstance(cause, AssertionError):
        return Trouble(WRONG_ADDRESS, _words(cause))
    if isinstance(cause, smtplib.SMTPRecipientsRefused):
        status, words = next(iter(cause.recipients.values()), (PERMANENT, b""))
        return _answer(status, words, cause)
    if isinstance(cause, smtplib.SMTPSenderRefused):
        return Trouble(SERVER, _said(cause.smtp_code, cause.smtp_error))
    if isinstance(cause, smtplib.SMTPResponseException):
        return _answer(cause.smtp_code, cause.smtp_error, cause)
    if isinstance(cause, smtplib.SMTPNotSupportedError | UnicodeError):
        return Trouble(WRONG_ADDRESS, _words(cause))
    return Trouble(LOST, _words(cause))


def _answer(status: int, words: bytes | str, cause: Exception) -> Trouble:
    code = REFUSED if status >= PERMANENT else BUSY
    return Trouble(code, _said(status, words) or _words(cause))


def _said(status: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{status} {text}".strip()[:LONGEST]


def _words(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}"[:LONGEST]
