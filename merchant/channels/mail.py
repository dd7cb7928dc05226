"""An e-mail to a person of the shop, through the mail server of the deployment; never without TLS beyond this machine."""

import asyncio
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from merchant.channels.notice import Notice
from merchant.channels.outcome import Outcome, Verdict
from shared.outlets import MailServer

#: Seconds for one command and its answer, and for a whole letter.
ANSWER_WITHIN = 10.0
SENT_WITHIN = 14.0


async def send(server: MailServer | None, to: str, notice: Notice) -> Outcome:
    if server is None:
        return Outcome(Verdict.FAILED, "no_mail_server")
    return await post(server, to, _message(server, notice))


async def post(server: MailServer, to: str, message: EmailMessage, *, within: float = SENT_WITHIN) -> Outcome:
    """`message` has its subject and text; from whom, to whom, and that a machine wrote it, is put in here."""
    import aiosmtplib

    message["From"] = server.sender
    message["To"] = to
    message["Date"] = formatdate()
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers it
    if "Message-ID" not in message:
        message["Message-ID"] = make_msgid(domain=server.sender.partition("@")[2])
    try:
        async with asyncio.timeout(within):
            await aiosmtplib.send(
                message,
                sender=server.sender,
                recipients=[to],
                hostname=server.host,
                port=server.port,
                username=server.user or None,
                password=server.password.reveal() or None,
                use_tls=server.implicit_tls,
                start_tls=server.needs_starttls,
                timeout=ANSWER_WITHIN,
            )
    except aiosmtplib.SMTPRecipientsRefused as refused:
        return _refused(max(one.code for one in refused.recipients))
    except aiosmtplib.SMTPAuthenticationError:
        return Outcome(Verdict.LATER, "mail_login")  # an operator mends it, and may be quick
    except aiosmtplib.SMTPResponseException as error:
        return _refused(error.code)
    except (aiosmtplib.SMTPException, OSError, TimeoutError):
        return Outcome(Verdict.LATER, "mail_server_unreachable")
    return Outcome(Verdict.SENT)


def _refused(code: int) -> Outcome:
    """5xx is for good (RFC 5321, 4.2.1)."""
    return Outcome(Verdict.FAILED if 500 <= code < 600 else Verdict.LATER, f"smtp_{code}")


def _message(server: MailServer, notice: Notice) -> EmailMessage:
    message = EmailMessage()
    # A shop's name may have any sign; a header has one line.
    message["Subject"] = " ".join(notice.title.split())
    message["Message-ID"] = f"<{notice.id}@{server.sender.partition('@')[2]}>"
    message.set_content(f"{notice.title}\n{notice.body}\n\n{notice.link}\n")
    return message
