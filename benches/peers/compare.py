"""fusexpr beside numexpr, numba and NumPy, turn by turn in one process.

    python benches/peers/compare.py [--quick] [--filter TEXT] [--threads 1 2] [--dtypes f64 f32] [--sizes N …]
                                    [--sides N …]

README.md beside this file says what the figures are.
"""

import argparse
import importlib
import statistics
import sys
import time

import numpy as np

import fusexpr
import rows

CONTESTANTS = ["native", "kernels", "numba", "numexpr", "numpy"]


def timed(run, repetitions):
    """ns that a run takes."""
    start = time.perf_counter_ns()
    for _ in range(repetitions):
        run()
    return (time.perf_counter_ns() - start) / repetitions


def measure(contestants, rounds, turn):
    """ns a run of each contestant, round by round. A turn takes so many ns at least."""
    repetitions = {}
    for name, run in contestants.items():
        count = 1
        while timed(run, count) * count < turn:
            count *= 2
        repetitions[name] = count
    times = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, run in contestants.items():
            times[name].append(timed(run, repetitions[name]))
    return times


def check(what, contestants, out):
    """Compares all answers with NumPy's."""
    tolerance = 1e-4 if out.dtype == np.float32 else 1e-9
    contestants["numpy"]()
    expected = out.copy()
    for name, run in contestants.items():
        out.fill(0)
        run()
        if not np.allclose(out, expected, rtol=tolerance, atol=tolerance):
            worst = np.abs(out.astype(float) - expected).max()
            sys.exit(f"{what}: {name} gives another answer than NumPy, by {worst}")


def peer(name):
    """A peer, if it is installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"SKIPPED: {name} is not installed")
        return None


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description="fusexpr beside numexpr, numba and NumPy")
    parser.add_argument("--quick", action="store_true", help="small arrays, three rounds")
    parser.add_argument("--filter", default="", help="what the names of rows are to contain")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--dtypes", nargs="+", default=["f64", "f32"], choices=["f64", "f32"])
    parser.add_argument("--sizes", type=int, nargs="+", help="elements of arrays of one axis")
    parser.add_argument("--sides", type=int, nargs="+", help="rows and columns of squares")
    given = parser.parse_args()
    given.sizes = given.sizes or ([2048] if given.quick else [2048, 32768, 1 << 24])
    given.sides = given.sides or ([64] if given.quick else [256, 1024, 4096])
    return given


def main():
    given = arguments()
    numexpr, numba, library = peer("numexpr"), peer("numba"), fusexpr.Library()
    rounds, turn = (3, 1e5) if given.quick else (7, 1e6)
    versions = [f"{module.__name__} {module.__version__}" for module in (numba, numexpr, np) if module]
    print(f"fusexpr at level {library.level}, {', '.join(versions)}; medians of {rounds} rounds")
    print("ns an element; then how many times longer the machine code takes than the quickest other one\n")
    head = f"{'expression':36}{'type':>5}{'size':>10}{'threads':>9}"
    print(head + "".join(f"{name:>10}" for name in CONTESTANTS) + f"{'native /':>11}")
    ratios = []
    for dtype in given.dtypes:
        for threads in given.threads:
            setup = rows.Setup(library, numexpr, numba, dtype.replace("f", "float"), threads)
            for name, size, make in rows.table(given.sizes, given.sides):
                if given.filter not in name:
                    continue
                contestants, out, elements = make(setup)
                check(f"{name} in {dtype} over {size}", contestants, out)
                times = measure(contestants, rounds, turn)
                figures = {who: statistics.median(of) / elements for who, of in times.items()}
                others = {who: of for who, of in times.items() if who not in ("native", "kernels")}
                best = min(others, key=lambda who: figures[who])
                ratio = statistics.median(ours / theirs for ours, theirs in zip(times["native"], times[best]))
                ratios.append(ratio)
                cells = "".join(f"{figures[who]:10.3f}" if who in figures else " " * 10 for who in CONTESTANTS)
                print(f"{name:36}{dtype:>5}{size:>10}{threads:>9}{cells}{ratio:11.2f} {best}", flush=True)
    if ratios:
        print(f"\n{len(ratios)} rows, geometric mean {statistics.geometric_mean(ratios):.2f}, greatest {max(ratios):.2f}")


if __name__ == "__main__":
    main()
