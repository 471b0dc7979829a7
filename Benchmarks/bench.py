"""Times conv, its gradients and pool beside its peers, interleaved, and writes a table in Markdown.

Figures are medians over rounds of ratios within a round, since a shared machine changes speed
from one second to the next. One thread: CPU time of all threads of the process (so that reading
ahead on another core is not free). More: wall time.
"""

import argparse
import datetime
import json
import math
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

import layers
import peers
import tool

HERE = Path(__file__).parent


class Peer:
    def __init__(self, name: str, threads: int):
        environment = dict(os.environ, OMP_NUM_THREADS=str(threads), TORCH_CPP_LOG_LEVEL="ERROR")
        self.name = name
        self.child = subprocess.Popen(
            [sys.executable, str(HERE / "peers.py"), name, str(threads)], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment,
            stderr=subprocess.DEVNULL)

    def ask(self, **command) -> dict:
        self.child.stdin.write(json.dumps(command) + "\n")
        self.child.stdin.flush()
        line = self.child.stdout.readline()
        return json.loads(line) if line else {"error": "the peer ended"}

    def close(self) -> None:
        self.child.stdin.close()
        self.child.wait()


def machine(folder: Path) -> tuple[float, float]:
    """GFLOP/s and GB/s of one core."""
    binary = folder / "machine"
    if not binary.exists():
        subprocess.run(
            [os.environ.get("CC", "cc"), "-O3", "-march=native", str(HERE / "machine.c"),
             "-o", str(binary)], check=True)
    flops, bytes_ = subprocess.run(
        [binary], check=True, capture_output=True, text=True).stdout.split()
    return float(flops), float(bytes_)


def check(layer: layers.Layer, ours: np.ndarray, theirs: np.ndarray, name: str) -> None:
    # About the standard deviation of a result: a sum of so many products.
    scale = math.sqrt(layer.flops / 2 / ours.size)
    if ours.shape != theirs.reshape(ours.shape).shape or not np.allclose(
            ours, theirs.reshape(ours.shape), rtol=1e-4, atol=1e-4 * scale):
        raise RuntimeError(f"{layer.name}: {name} computes something else")


def measure(layer, operation, folder, servers, options, threads) -> dict:
    """Seconds of every round: ours and each peer's; and the machine's limits."""
    size = int(np.prod(layer.data)) * 4
    count = max(2, min(8, (64 << 20) // size))
    expected = max(layer.flops / 100e9, layer.bytes / 10e9)
    passes = max(1, round(options.seconds / expected / count))
    if operation == "dWeight":  # Reads all its data from one file.
        passes = min(passes, max(1, (512 << 20) // (size * count)))
    mine = tool.Tool(layer, operation, folder, count, passes, threads)
    mine.save(folder / "ours.npy")
    ours = np.load(folder / "ours.npy")
    fields = [getattr(layer, name) for name in layers.Layer.__dataclass_fields__]
    able = []
    for peer in servers:
        answer = peer.ask(layer=fields, count=count, operation=operation, passes=passes)
        if "error" not in answer:
            answer = peer.ask(save=str(folder / "theirs.npy"))
            check(layer, ours, np.load(folder / "theirs.npy"), peer.name)
            able.append(peer)
        elif options.verbose:
            print(f"{layer.name}: {peer.name}: {answer['error']}", file=sys.stderr)
    clock = "cpu" if threads == 1 else "wall"
    rounds = {"ours": [], "limits": []} | {peer.name: [] for peer in able}
    for _ in range(options.rounds):
        rounds["limits"].append(machine(folder.parent))
        rounds["ours"].append(mine.time()[clock])
        for peer in able:
            rounds[peer.name].append(peer.ask(time=True)[clock])
    return rounds


def row(layer, operation, rounds, threads, names) -> tuple[str, float]:
    """The table's line, and the ratio of the best peer's time to ours."""
    ours = rounds["ours"]
    roof = [max(layer.flops / (f * 1e9), layer.bytes / (b * 1e9)) / threads
            for f, b in rounds["limits"]]
    bound = statistics.median(
        (layer.flops / f) / (layer.bytes / b) for f, b in rounds["limits"]) > 1
    ratios = {
        name: statistics.median(t / o for t, o in zip(rounds[name], ours))
        for name in names if name in rounds}
    best = min(ratios.values(), default=float("nan"))
    share = statistics.median(r / o for r, o in zip(roof, ours))
    work = layer.flops if operation != "pool" else 4 * int(np.prod(layer.data))
    cells = [layer.name, f"{1e3 * statistics.median(ours):.3f}",
             f"{work / statistics.median(ours) / 1e9:.1f}",
             f"{100 * share:.0f} % of {'FMA' if bound else 'copy'}"]
    cells += [f"{ratios[name]:.2f}" if name in ratios else "" for name in names]
    return "| " + " | ".join(cells) + f" | **{best:.2f}** |", best


def processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text()
        return re.search(r"model name\s*: (.*)", text)[1]
    except (OSError, TypeError):
        return platform.processor()


def rate(operation) -> str:
    return "GB/s of data" if operation == "pool" else "GFLOP/s"


def header(operation, threads: int, names: list[str], limits: tuple[float, float]) -> list[str]:
    git = subprocess.run(["git", "-C", HERE, "rev-parse", "--short", "HEAD"],
                         capture_output=True, text=True).stdout.strip()
    clock = "CPU time" if threads == 1 else "wall time"
    return [
        f"## {operation}, {threads} thread{'s' if threads > 1 else ''}", "",
        f"{processor()}, {os.cpu_count()} cores; commit {git}; {datetime.date.today()}; {clock}. "
        f"One core: {limits[0]:.0f} GFLOP/s FMA, {limits[1]:.1f} GB/s copy.", "",
        f"Milliseconds an array and {rate(operation)} of the tool; its share of the machine's limit; time of "
        "each peer divided by the tool's (above 1: the tool is faster); the fastest peer's.", "",
        f"| layer | ms | {rate(operation)} | limit | " + " | ".join(names) + " | best peer |",
        "|---" * (5 + len(names)) + "|"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="layers whose name matches this pattern")
    parser.add_argument("--peers", default=",".join(peers.PEERS))
    parser.add_argument("--operations", default=",".join(tool.OPERATIONS))
    parser.add_argument("--threads", default=f"1,{os.cpu_count()}")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.3, help="about, of one timing")
    parser.add_argument("--output", help="write the table here too")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    names = [name for name in options.peers.split(",") if name]
    lines = []

    def say(text: str) -> None:
        print(text, flush=True)
        lines.append(text)

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "data"
        folder.mkdir()
        jobs = [(o, int(t)) for o in options.operations.split(",")
                for t in dict.fromkeys(options.threads.split(","))]
        for operation, threads in jobs:
            able = [n for n in names if operation in ("conv", "pool") or n.startswith("torch")]
            able = [n for n in able if operation != "pool" or n != "opencv"]
            file = "pools.txt" if operation == "pool" else "layers.txt"
            chosen = layers.read(HERE / file, options.only)
            servers = [Peer(name, threads) for name in able]
            for text in header(operation, threads, able, machine(folder.parent)):
                say(text)
            bests = []
            for layer in chosen:
                rounds = measure(layer, operation, folder, servers, options, threads)
                text, best = row(layer, operation, rounds, threads, able)
                say(text)
                bests.append(best)
            known = [best for best in bests if not math.isnan(best)]
            if known:
                say(f"\nGeometric mean of the last column: {statistics.geometric_mean(known):.2f}\n")
            for server in servers:
                server.close()
    if options.output:
        Path(options.output).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
