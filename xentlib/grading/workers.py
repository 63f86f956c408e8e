"""Where submissions are graded: in processes of this machine, or on a Dask cluster. Both give results as they come."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from .one import Course, Graded, Submission, grade_one

TRIES = 2  # for a submission during which the process that grades it ends
DIED = "the process that graded it ended twice, perhaps for want of memory; grade it with fewer workers"


class NoCluster(Exception):
    """Says why the cluster can't be used."""


def in_processes(course: Course, submissions: Sequence[Submission], workers: int, work: Path) -> Iterator[Graded]:
    """Grade in this many processes, which stay warm: what nbgrader imports is imported once."""
    waiting = deque((submission, 1) for submission in submissions)
    # Each has a pool of its own, so that when a process ends it is known what it was grading.
    idle = [_process() for _ in range(min(workers, len(waiting)))]
    running: dict[Future[Graded], tuple[ProcessPoolExecutor, Submission, int]] = {}
    try:
        while waiting or running:
            while waiting and idle:
                pool, (submission, tries) = idle.pop(), waiting.popleft()
                try:
                    running[pool.submit(grade_one, course, submission, work)] = pool, submission, tries
                except BrokenProcessPool:  # its process ended while it had nothing to do, which is nobody's fault
                    pool.shutdown()
                    idle.append(_process())
                    waiting.appendleft((submission, tries))
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                pool, submission, tries = running.pop(future)
                try:
                    graded = future.result()
                except BrokenProcessPool:
                    pool.shutdown()
                    pool = _process()
                    if tries < TRIES:
                        waiting.append((submission, tries + 1))
                        graded = None
                    else:
                        graded = Graded(submission.student, submission.fingerprint, {}, {}, DIED)
                idle.append(pool)
                if graded:
                    yield graded
    finally:
        for pool in (*idle, *(pool for pool, _, _ in running.values())):
            for process in list((pool._processes or {}).values()):
                process.kill()  # nothing of value is lost: what is graded has been handed over
            pool.shutdown(cancel_futures=True)


def _process() -> ProcessPoolExecutor:
    ways = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in ways else "spawn")
    if "forkserver" in ways:
        context.set_forkserver_preload([__name__])
    return ProcessPoolExecutor(1, context, _start)


def _start() -> None:
    """Ctrl+C reaches this process too, and is the main one's to handle; if that one is killed, so is this."""
    def leave(*_: object) -> None:
        os._exit(1)

    def outlive_nobody() -> None:
        main = multiprocessing.parent_process()
        assert main
        main.join()
        leave()

    signal.signal(signal.SIGINT, leave)
    threading.Thread(target=outlive_nobody, daemon=True).start()


def on_cluster(course: Course, submissions: Sequence[Submission], address: str) -> Iterator[Graded]:
    """Grade on the Dask cluster whose scheduler has this address; what a lost worker had is graded by another."""
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise NoCluster("Grading on a cluster needs the package distributed: "
                        "pip install 'xentlib[cluster]', or leave out --address.") from None
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise NoCluster(f"No Dask scheduler answers at {address} ({error}): "
                        "start one with `dask scheduler`, or leave out --address.") from None
    with client:
        if not client.scheduler_info()["workers"]:
            raise NoCluster(f"The scheduler at {address} has no workers: "
                            f"start some with `dask worker {address} --nthreads 1`.")
        shared = client.scatter(course, broadcast=True)
        futures = {client.submit(grade_one, shared, each, pure=False): each for each in submissions}
        for future in as_completed(futures):
            submission = futures[future]
            if future.status == "finished":
                yield future.result()
            else:
                why = future.exception() if future.status == "error" else "the connection to its scheduler was lost"
                problem = f"the cluster gave it up: {why}; grade again when the cluster is well."
                yield Graded(submission.student, submission.fingerprint, {}, {}, problem)
            future.release()
