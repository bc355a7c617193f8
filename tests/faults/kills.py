"""kill -9 of one program of a running desk, as its command line names it."""

import psutil

from simcare.world.benches._desk import RunningDesk

WEB = "simcare.project.wsgi:application"
RECEIVER = "simcare.gates.mail"
INTAKE, EVENTS, OUTSIDE = "--work intake", "--work desk", "--work outside"
READER = "simcare.messaging.channels.email.parsing"
DATABASE = "postgres"


def kill(desk: RunningDesk, victim: str) -> None:
    """Kill the first process that is called so, or whose command says so."""
    for process in psutil.Process(desk.process.pid).children(recursive=True):
        try:
            if process.name() == victim or victim in " ".join(process.cmdline()[:12]):
                process.kill()
                return
        except psutil.NoSuchProcess:
            continue
