"""TCP ports on the loopback interface: is one taken, which is free."""

import socket

LOOPBACK = "127.0.0.1"
"""Where our processes listen."""

NAME = "localhost"
"""What people are told to open: a passkey belongs to a name, never to an IP address (WebAuthn, RP ID)."""


def answers(port: int) -> bool:
    """Whether somebody accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((LOOPBACK, port)) == 0


def is_free(port: int) -> bool:
    """Whether we could listen there now; a port in TIME_WAIT counts as free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def any_free() -> int:
    """A port that nobody uses now. Somebody may take it before we do: the caller tries again."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


def free_near(wanted: int, tries: int = 20) -> int:
    """`wanted` when it is free, else the next free one, else any."""
    return next((port for port in range(wanted, wanted + tries) if is_free(port)), 0) or any_free()
