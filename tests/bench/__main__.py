"""Run the benchmarks named on the command line, or all of them."""

import importlib
import pkgutil
import sys

from tests import bench

there = sorted({module.name for module in pkgutil.iter_modules(bench.__path__)} - {"__main__"})
wanted = sys.argv[1:] or there
for name in wanted:
    print(f"\n== {name}", flush=True)
    importlib.import_module(f"tests.bench.{name}").main()
