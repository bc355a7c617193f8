"""Real FTP, FTPS and SFTP servers over a folder, as processes: `python -m tests.usage.servers KIND PORT FOLDER [CERT]`."""

import asyncio
import sys
from pathlib import Path

USER, PASSWORD = "operator", "drop it here"


def serve_ftp(port: int, folder: str, certificate: str) -> None:
    import warnings

    warnings.simplefilter("ignore")
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
    from pyftpdlib.servers import FTPServer

    handler = TLS_FTPHandler if certificate else FTPHandler
    handler.authorizer = DummyAuthorizer()
    handler.authorizer.add_user(USER, PASSWORD, folder, perm="elr")
    if certificate:
        handler.certfile = certificate
        handler.tls_control_required = handler.tls_data_required = True
    FTPServer(("127.0.0.1", port), handler).serve_forever()


def serve_sftp(port: int, folder: str) -> None:
    import asyncssh

    class Door(asyncssh.SSHServer):
        def begin_auth(self, username: str) -> bool:
            return True

        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, password: str) -> bool:
            return (username, password) == (USER, PASSWORD)

    def shut_in(channel: asyncssh.SSHServerChannel) -> asyncssh.SFTPServer:
        return asyncssh.SFTPServer(channel, chroot=folder)

    async def serve() -> None:
        key = asyncssh.generate_private_key("ssh-ed25519")
        await asyncssh.create_server(Door, "127.0.0.1", port, server_host_keys=[key], sftp_factory=shut_in)
        await asyncio.Event().wait()

    asyncio.run(serve())


def make_certificate(folder: Path, host: str = "localhost") -> Path:
    """A certificate of its own for a host, with its key in the same file."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    text = serialization.Encoding.PEM
    private = key.private_bytes(text, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / f"{host}.pem"
    file.write_bytes(private + made.public_bytes(text))
    return file


if __name__ == "__main__":
    kind, port, folder, *more = sys.argv[1:]
    if kind == "sftp":
        serve_sftp(int(port), folder)
    else:
        serve_ftp(int(port), folder, more[0] if more else "")
