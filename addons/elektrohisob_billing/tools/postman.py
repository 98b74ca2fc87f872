"""Letters to a mail server over one connection."""

import contextlib
import smtplib

from ..adapters import smtp


class Postman:
    """Opens a connection when the first letter comes, and again when it broke."""

    def __init__(self, servers, sender):
        """:param servers: model ``ir.mail_server``
        :param str sender: address by which Odoo chooses the server
        """
        self.servers = servers
        self.sender = sender
        self.session = None
        self.is_open = False

    def connect(self):
        """Have a connection that works.

        :return: the trouble, or None
        """
        if self.is_open and self._is_alive():
            return None
        self.close()
        try:
            self.session = self.servers._connect__(smtp_from=self.sender)
        except Exception as error:  # whatever it is, nothing was sent
            return smtp.read_connecting(error)
        self.is_open = True
        return None

    def send(self, letter):
        """Hand a letter over.

        :return: the trouble, or None
        """
        try:
            self.servers.send_email(letter, smtp_session=self.session)
        except Exception as error:  # told by its kind
            self.close()
            return smtp.read_sending(error)
        return None

    def close(self):
        """Say good-bye; a broken connection needs none."""
        if self.session:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self.session.quit()
        self.session, self.is_open = None, False

    def _is_alive(self):
        if not self.session:  # nothing is sent while testing
            return True
        try:
            return self.session.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False
