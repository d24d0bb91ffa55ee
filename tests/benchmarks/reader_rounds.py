"""Rounds of polling by the `reader` library, storing included; runs in its own environment.

SPEC as of own_rounds; prints one line of JSON, the figures of each round.
"""

import json
import resource
import sys
import time

from reader import make_reader


def main(spec):
    reader = make_reader(spec["database"])
    for address in spec["urls"]:
        reader.add_feed(address)
    rounds = []
    for _ in range(spec["rounds"]):
        wall, cpu = time.perf_counter(), time.process_time()
        reader.update_feeds(workers=spec["slots"], scheduled=False)
        rounds.append(
            {
                "wall": time.perf_counter() - wall,
                "cpu": time.process_time() - cpu,
                "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "items": reader.get_entry_counts().total,
            }
        )
    print(json.dumps(rounds))


main(json.loads(sys.stdin.read()))
