"""The control API under `/_control/`: script cards and faults, read the books. Only callers on loopback get here."""

import json
import urllib.request
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from simulator.calls import Reply, Request
from simulator.faults import KINDS
from simulator.notices import signed_notification
from simulator.scenarios import SCENARIOS
from simulator.world import World

PREFIX = "/_control/"


def answer(world: World, request: Request) -> Reply:
    """The reply to one control call; a script's mistake is answered in words."""
    try:
        return Reply(200, _work(world, request))
    except (ValueError, TypeError, KeyError) as error:
        return Reply(400, {"error": f"{error}"})


def _work(world: World, request: Request) -> Any:
    name, _, rest = request.path.removeprefix(PREFIX).partition("/")
    match request.method, name:
        case "POST", "cards":
            records = request.body if isinstance(request.body, list) else [request.body]
            return [asdict(card) for card in world.put_all(records)]
        case "GET", "cards":
            return [asdict(card) for card in world.cards.values() if card.iccid.startswith(rest)]
        case "POST", "faults":
            fault = world.add_fault(request.body)
            return {"kind": fault.kind, "means": KINDS[fault.kind]}
        case "DELETE", "faults":
            world.faults.clear()
            return {}
        case "GET", "scenarios":
            return {name: (scenario.__doc__ or "").strip() for name, scenario in SCENARIOS.items()}
        case "GET", "traffic":
            return world.traffic()
        case "GET", "log":
            return {"calls": world.books.calls, "effects": world.books.effects}
        case "DELETE", "log":
            world.books.calls.clear()
            world.books.effects.clear()
            return {}
        case "POST", "limit":
            world.rate_limit = int(request.body["calls_per_second"])
            return {}
        case "POST", "notifications":
            return _notify(request.body)
    raise ValueError(f"there is no control call {request.method} {request.path}")


def _notify(order: dict[str, Any]) -> list[int]:
    """Post a signed notification to a loopback URL, `times` times with the same id; gives the answers' statuses."""
    if urlsplit(order["url"]).hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise ValueError("notifications go to loopback only")
    body = signed_notification(
        order["event"], order.get("data", {}), id=order.get("id"), age_seconds=int(order.get("age_seconds", 0))
    )
    post = urllib.request.Request(  # noqa: S310 the host was checked above
        order["url"], json.dumps(body, ensure_ascii=False).encode(), {"Content-Type": "application/json"}
    )
    statuses = []
    for _ in range(int(order.get("times", 1))):
        with urllib.request.urlopen(post, timeout=10) as response:  # noqa: S310 the host was checked above
            statuses.append(response.status)
    return statuses
