"""A real Dovecot for one test run: its own folders, ports and users, one Maildir for each mailbox."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from simcare.cli._supervise.needs import dovecot as program
from simcare.cli._supervise.ports import any_free

PASSWORD = "correct-horse-Ümläut"
CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
disable_plaintext_auth = no
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
default_vsz_limit = 0
first_valid_uid = 1
mail_uid = {mail}
mail_gid = {group}
mail_location = maildir:{home}/mail/%u
mail_max_userip_connections = 50
auth_mechanisms = plain login
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail} gid={group} home={home}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
}}
"""
XOAUTH2 = """
auth_mechanisms = xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {home}/oauth2.conf
}}
"""


@dataclass
class Dovecot:
    """A server that answers; `process` can be killed and started again."""

    home: Path
    port: int
    tls_port: int
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def target(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [program() or "dovecot", "-F", "-c", str(self.home / "dovecot.conf")]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        ends = time.monotonic() + 20
        while time.monotonic() < ends:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError((self.home / "log").read_text()[-3000:])

    def stop(self) -> None:
        """End it as its administrator would; every connection is lost."""
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)
            self.process = None

    def put(self, user: str, name: str, content: bytes) -> Path:
        """A mail arrives in somebody's INBOX, as a delivery agent does it: written aside, then renamed; its file."""
        box = self.home / "mail" / user
        if not (box / "new").is_dir():
            for part in ("tmp", "new", "cur"):
                (box / part).mkdir(parents=True, exist_ok=True)
            self._give_away(self.home / "mail")
        aside = box / "tmp" / name
        aside.write_bytes(content)
        self._chown(aside)
        return aside.rename(box / "new" / name)

    def mails(self, user: str, folder: str = "") -> list[Path]:
        """The files of a folder, seen and unseen."""
        box = self.home / "mail" / user / (f".{folder}" if folder else "")
        return sorted([*box.glob("new/*"), *box.glob("cur/*")])

    def seen(self, user: str) -> int:
        """How many of somebody's mails carry \\Seen."""
        return sum("S" in file.name.rpartition(":2,")[2] for file in self.mails(user) if ":2," in file.name)

    def forget_uids(self, user: str) -> None:
        """As after a restore at the provider: every mail gets a new UID and the folder another UIDVALIDITY."""
        time.sleep(1.1)  # Dovecot takes the present second for it
        for name in (
            "dovecot-uidlist",
            "dovecot.index",
            "dovecot.index.log",
            "dovecot.index.cache",
            "dovecot-uidvalidity",
        ):
            for file in (self.home / "mail" / user).glob(f"{name}*"):
                file.unlink()

    def _give_away(self, folder: Path) -> None:
        for path in [folder, *folder.rglob("*")]:
            self._chown(path)

    def _chown(self, path: Path) -> None:
        if os.geteuid() == 0:
            who = pwd.getpwnam("dovecot")
            os.chown(path, who.pw_uid, who.pw_gid)


@contextmanager
def running_dovecot(certificate: tuple[Path, Path] | None = None, introspection_url: str = "") -> Iterator[Dovecot]:
    """Start one, and stop it afterwards: with TLS where a certificate and its key are given, and with XOAUTH2 alone
    where it may ask whose an access token is (RFC 7662).
    """
    home = Path(tempfile.mkdtemp(prefix="simcare-dovecot-"))
    home.chmod(0o755)
    me = pwd.getpwuid(os.geteuid()).pw_name
    internal, login = ("dovecot", "dovenull") if os.geteuid() == 0 else (me, me)
    server = Dovecot(home, any_free(), any_free())
    config = CONFIG.format(
        home=home,
        ssl="yes" if certificate else "no",
        internal=internal,
        login=login,
        mail=internal,
        group="dovecot" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_gid,
        password=PASSWORD,
        port=server.port,
        tls_port=server.tls_port,
    )
    if certificate:
        config += f"ssl_cert = <{certificate[0]}\nssl_key = <{certificate[1]}\n"
    if introspection_url:
        config += XOAUTH2.format(home=home)
        asks = f"introspection_url = {introspection_url}\nintrospection_mode = post\nusername_attribute = username\n"
        (home / "oauth2.conf").write_text(asks + "active_attribute = active\nactive_value = true\n")
    (home / "dovecot.conf").write_text(config)
    (home / "mail").mkdir()
    server._give_away(home / "mail")
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)
