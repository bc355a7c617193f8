"""`python -m simulator --port 8600 [--script FILE] [--snapshot FILE] [--seed N] [--cdr FOLDER]`."""

import argparse
import json
import signal
from pathlib import Path

from simulator.server import Server
from simulator.world import RATE_LIMIT, World


def main() -> None:
    """Serve on loopback until stopped."""
    parser = argparse.ArgumentParser(prog="simulator", description="A stand-in for operators' platforms.")
    parser.add_argument("--port", type=int, default=8600, help="port on 127.0.0.1; 0 lets the system choose")
    parser.add_argument("--script", type=Path, help='JSON file: {"cards": [...], "faults": [...]}')
    parser.add_argument("--snapshot", type=Path, help="JSON file that keeps the cards over a restart")
    parser.add_argument("--seed", type=int, default=0, help="seed of the simulator's chance")
    parser.add_argument("--rate-limit", type=int, default=RATE_LIMIT, help="calls per second and platform account")
    parser.add_argument("--cdr", type=Path, metavar="FOLDER", help="drop a file of CDRs there each half hour")
    parser.add_argument("--books", type=Path, metavar="FOLDER", help="its books and labels  [default: FOLDER/.books]")
    parser.add_argument("--days-ago", type=float, default=0, help="the files begin so many days ago")
    parser.add_argument("--day-seconds", type=float, default=86_400, help="a day takes so long, until it is now")
    options = parser.parse_args()
    world = World(seed=options.seed, rate_limit=options.rate_limit, snapshot=options.snapshot)
    if options.script:
        world.load(json.loads(options.script.read_text()))
    if options.cdr:
        _drop(world, options)
    with Server(("127.0.0.1", options.port), world) as server:
        print(f"simulator: http://127.0.0.1:{server.server_port}", flush=True)  # noqa: T201 the one line it says
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return
        finally:
            world.write()


def _drop(world: World, options: argparse.Namespace) -> None:
    from simulator.drop import Drop  # the arrays that it needs take their time, and not everybody wants files

    drop = Drop(
        world,
        options.cdr,
        options.books or options.cdr / ".books",
        seed=options.seed,
        days_ago=options.days_ago,
        day_seconds=options.day_seconds,
    )
    world.traffic = drop.told
    drop.start()


if __name__ == "__main__":
    main()
