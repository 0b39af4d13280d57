"""A cluster of two nodes on this machine; the second is lost, without a word, while it reads."""

import json
import sys
import threading
import time
from pathlib import Path

import ray
from ray.cluster_utils import Cluster

from tolltrace.archive import Options, begin_run, find_sources
from tolltrace.archive.on_ray import OnRay


def main(warcs: str, out: Path) -> None:
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    second = cluster.add_node(num_cpus=1)
    nodes: list[int] = []

    def lose() -> None:
        while len(list((out / "_running").glob("*")) if out.exists() else []) < 2:
            time.sleep(0.02)
        nodes.append(count_nodes())
        cluster.remove_node(second, allow_graceful=False)

    def count_nodes() -> int:
        return sum(node["Alive"] for node in ray.nodes())

    threading.Thread(target=lose, daemon=True).start()
    tried: list[str] = []
    engines = []

    def make(root, plan):
        engines.append(OnRay(root, plan, None, cluster.address))
        closing = engines[0].close

        def close() -> None:
            until = time.monotonic() + 60  # the head takes a while to believe it
            while count_nodes() > 1 and time.monotonic() < until:
                time.sleep(0.2)
            nodes.append(count_nodes())
            closing()

        engines[0].close = close
        return engines[0]

    outcome = begin_run(
        out, find_sources([warcs]), Options(), make, tell=lambda line, _: tried.append(line), attempts=5
    )
    cluster.shutdown()
    print(json.dumps({"done": outcome.done, "nodes": nodes, "told": tried}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
