"""What others notice while a hundred queries without end are asked at the same time.

python -m bench.attack [--quads 100000] [--attackers 100] [--users 4] [--seconds 20]

Printed are the latencies of quick queries of other users, first with nobody else there and then during the attack, their ratio, and
what became of the queries of the attack. Seconds depend on what else the machine does; the ratio is of one run.
"""

from __future__ import annotations

import argparse
import http.client
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import diplograph
from bench.sparql import Client, latencies, made, shares, wait_for_memory
from diplograph.store.formats import format_named
from tests.store.servers import ours

# Products and paths that no machine comes to the end of, since no filter takes much away; each client asks a text of its own.
_RUNAWAYS = [
    "SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?i) != '{number}') }}",
    "SELECT (COUNT(*) AS ?n) {{ ?a (dg:party|^dg:party)* ?b . ?b (dg:party|^dg:party)* ?c FILTER(STR(?c) = '{number}') }}",
    "SELECT * {{ ?a ?b ?c . ?d ?e ?f FILTER(STR(?f) != '{number}') }} ORDER BY DESC(?c) ?f",
    "SELECT (GROUP_CONCAT(?c) AS ?n) {{ ?a ?b ?c . ?d ?e ?f FILTER(STR(?f) != '{number}') }}",
]
_QUICK = ("lookup", "two in a period", "by month")


def attack(url: str, number: int, over: threading.Event, became: Counter[str], late: list[float]) -> None:
    """Asks queries without end until it is over."""
    while not over.is_set():
        started = time.perf_counter()
        try:
            Client(url, timeout="5")(_RUNAWAYS[number % len(_RUNAWAYS)].format(number=number))
            became["answered"] += 1
        except (OSError, http.client.HTTPException) as error:
            became[str(error)[:10]] += 1
        late.append(time.perf_counter() - started)


def main() -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quads", type=int, default=100_000)
    parser.add_argument("--attackers", type=int, default=100)
    parser.add_argument("--users", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--file", type=Path, help="N-Quads to use instead of generated ones")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with diplograph.open(str(folder / "data")) as database:
            database.store.bulk_load(options.file or made(options.quads, folder), format_named("nquads"))
        with ours(folder) as server:
            wait_for_memory(Client(server.url), server.process)
            over, became, late = threading.Event(), Counter[str](), list[float]()
            attackers = [
                threading.Thread(target=attack, args=(server.url, number, over, became, late)) for number in range(options.attackers)
            ]
            figures = []
            print("| | answers/s | p50 ms | p95 ms | p99 ms |\n|---|---|---|---|---|")
            for what in ("nobody else", f"beside {options.attackers} runaways"):
                if figures:
                    for thread in attackers:
                        thread.start()
                    time.sleep(3)
                taken, refused = latencies(server.url, options.users, options.seconds, _QUICK)
                figures.append(shares(taken))
                p50, p95, p99 = figures[-1]
                print(f"| {what} | {len(taken) / options.seconds:.0f} | {p50:.1f} | {p95:.1f} | {p99:.1f} |", flush=True)
                if refused:
                    print(f"refused: {refused}")
            over.set()
            for thread in attackers:
                thread.join()
            print("ratios of p50, p95, p99: " + ", ".join(f"{b / a:.1f}" for a, b in zip(*figures, strict=True)))
            print(f"of the runaways: {dict(became)}; the longest took {max(late):.1f} s, where 5 s were asked for")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
