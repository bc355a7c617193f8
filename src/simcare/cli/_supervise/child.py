"""Runs one command that must not outlive its parent: `child.py SIGNAL UID GID PARENT COMMAND...`.

A file of its own rather than a `preexec_fn`, which is unsafe beside threads. The death signal is asked for *after* the
change of user, because the kernel forgets it at that moment (prctl(2), PR_SET_PDEATHSIG). UID -1 keeps the user.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main(signal: str, uid: str, gid: str, parent: str, *command: str) -> None:
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    if int(uid) >= 0:
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    if libc is not None:
        libc.prctl(PR_SET_PDEATHSIG, int(signal))
    if os.getppid() != int(parent):  # the parent died before we asked
        sys.exit(1)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(*sys.argv[1:])
