"""`simcare email`: read mails without a database, or hand them to the running desk by SMTP."""

import json
import re
import smtplib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from simcare.cards.queries import iccids_in
from simcare.messaging.errors import Unparseable
from simcare.messaging.queries import Bounce, categorise, detect_language, file_text, own_words, read_mail
from simcare.messaging.values import Address, ParsedMail, Reading

Facts = dict[str, Any]  # Any: JSON for printing

FILES = click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
EXIT_REFUSED = 1


@click.group()
def command() -> None:
    """Mails: read them, sort them, deliver them."""


@command.command()
@FILES
def parse(files: tuple[Path, ...]) -> None:
    """What each mail says: for a forward sender, subject and text are those of the original message.

    forwarder_text is all that the forwarder wrote above it; reply_text is what the sender of this very mail wrote now,
    without signature and quoted history. Prints one JSON object; with several files one a line, each with "file".
    A mail that is too large, too complex or unreadable gives {"error", "detail"} and exit status 1.
    """
    _print_each(files, _parsed)


@command.command()
@FILES
def classify(files: tuple[Path, ...]) -> None:
    """What each mail is: message, auto_reply, bounce or delivery_status, and what it is about."""
    _print_each(files, _classified)


@command.command()
@FILES
@click.option("--to", default="support@simcare.example", show_default=True, help="The address that the mails go to.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where the desk listens.")
@click.option("--port", default=2525, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each file.")
def deliver(files: tuple[Path, ...], to: str, host: str, port: int, as_json: bool) -> None:
    """Hand each mail to the running desk, as if received; exit status 1 if it refuses one.

    The bytes go as they are; only line ends that SMTP can't carry become CRLF.
    """
    refused = 0
    try:
        with smtplib.SMTP(host, port, timeout=60) as server:
            for file in files:
                code, words = _delivered(server, file.read_bytes(), to)
                refused += code != 250
                facts = {"file": str(file), "code": code, "answer": words}
                click.echo(json.dumps(facts, ensure_ascii=False) if as_json else f"{file}: {code} {words}")
    except (OSError, smtplib.SMTPException) as error:
        raise click.ClickException(f"the desk at {host}:{port} can't be reached: {error}") from error
    if refused:
        raise SystemExit(EXIT_REFUSED)


def _print_each(files: tuple[Path, ...], facts_of: Callable[[Reading], Facts]) -> None:
    failed = False
    for file in files:
        named: Facts = {"file": str(file)} if len(files) > 1 else {}
        try:
            facts = facts_of(read_mail(file.read_bytes()))
        except Unparseable as refusal:
            facts, failed = {"error": refusal.code, "detail": str(refusal)}, True
        click.echo(json.dumps(named | facts, ensure_ascii=False))
    if failed:
        raise SystemExit(EXIT_REFUSED)


def _parsed(reading: Reading) -> Facts:
    mail, forward = reading.parsed, reading.forward
    sender = mail.from_ or Address(None)
    if forward:
        text, older_text = forward.text, forward.older_text
    else:
        own = own_words(mail)
        text, older_text = own.text, own.older_text
    subject = forward.subject if forward else mail.subject
    texts = [forward.forwarder_text or "" if forward else "", subject, text, *_files_of(mail)]
    return {
        "is_forward": forward is not None,
        "sender": (forward.sender if forward else sender).to_json(),
        "forwarder": sender.to_json() if forward else None,
        "subject": subject,
        "text": text,
        "forwarder_text": forward.forwarder_text if forward else None,
        "reply_text": reading.reply_text,
        "iccids": iccids_in(texts) or iccids_in([older_text or ""]),
        "language": detect_language(text or subject),
        "attachments": [part.name for part in mail.attachments if part.name],
    }


def _files_of(mail: ParsedMail) -> Iterator[str]:
    return (text for part in mail.attachments if (text := file_text(part)))


def _classified(reading: Reading) -> Facts:
    mail, forward = reading.parsed, reading.forward
    bounce = Bounce(failed=reading.failed, delayed=reading.delayed) if reading.kind == "bounce" else None
    return {
        "kind": reading.kind,
        "bounce": bounce and {"recipients": list(bounce.recipients), "hard": bounce.hard},
        "category": categorise(
            forward.subject if forward else mail.subject,
            forward.text if forward else own_words(mail).text,
            passed_on_with=forward.forwarder_text or "" if forward else "",
        ),
    }


def _delivered(server: smtplib.SMTP, raw: bytes, to: str) -> tuple[int, str]:
    """What the server answered: the code and its words."""
    server.ehlo_or_helo_if_needed()
    options = ["BODY=8BITMIME"] if server.has_extn("8bitmime") else []
    try:
        sender = _envelope_sender(raw)
        if not sender.isascii() and server.has_extn("smtputf8"):
            options.append("SMTPUTF8")
        for code, words in (server.mail(sender, options), server.rcpt(to)):
            if code != 250:
                server.rset()
                return code, words.decode("utf-8", "replace")
        code, words = server.data(_with_crlf(raw))
    except smtplib.SMTPResponseException as refusal:
        code, error = refusal.smtp_code, refusal.smtp_error
        words = error if isinstance(error, bytes) else error.encode()
    return code, words.decode("utf-8", "replace")


def _envelope_sender(raw: bytes) -> str:
    try:
        mail = read_mail(raw).parsed
    except Unparseable:
        return ""
    return (mail.from_ and mail.from_.email) or ""


def _with_crlf(raw: bytes) -> bytes:
    return re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
