"""What the Python peers share: how they are called, what they time, what they print.

    python <peer>.py CONFIG VARIANT SECONDS STARTED

CONFIG is a workload's .gan.json, or the word sgemm for the speed of a large matrix product. STARTED is when the
process was started, in milliseconds since 1970. MNIST is read from the folder GAN_BENCH_MNIST. One line of JSON on
stdout is the result.
"""
import json
import os
import sys
import time
from pathlib import Path

import numpy as np

SGEMM_SIZE = 2048


def arguments():
    config, variant, seconds, started = sys.argv[1:5]
    experiment = None if config == "sgemm" else json.loads(Path(config).read_text(encoding="utf8"))
    return experiment, variant, float(seconds), float(started) / 1000


def mnist_images():
    """All training pictures, [60000, 784] bytes."""
    file = Path(os.environ["GAN_BENCH_MNIST"]) / "train-images-idx3-ubyte"
    return np.fromfile(file, dtype=np.uint8, offset=16).reshape(-1, 784)


def pixel_scale(data):
    """(scale, offset) that bring bytes into the range that the config wants."""
    return (1 / 255, 0.0) if data["range"] == "zeroToOne" else (2 / 255, -1.0)


def ring_centres(data):
    angles = 2 * np.pi * np.arange(data["modes"]) / data["modes"]
    return (data["radius"] * np.stack([np.cos(angles), np.sin(angles)], 1)).astype(np.float32)


def resident_mb():
    """The most memory that this process has had resident, in megabytes; None where the system does not tell."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def measure(call, iterations, seconds, started, version, compiled):
    """Times `call`, which trains `iterations` iterations and returns the metrics of each as numbers on the host.

    The first call is what a user waits for. Then a quarter of the time goes to warming up, all of it to measuring.
    """
    before = time.perf_counter()
    call()
    first_call = time.perf_counter() - before
    start_seconds = time.time() - started
    warm = time.perf_counter() + seconds / 4
    call()
    while time.perf_counter() < warm:
        call()
    done = 0
    begin = time.perf_counter()
    while time.perf_counter() - begin < seconds:
        metrics = call()
        done += iterations
    elapsed = time.perf_counter() - begin
    if not np.isfinite(np.asarray(metrics)).all():
        raise SystemExit(f"training diverged: {metrics}")
    result = {"iterationsPerSecond": done / elapsed, "startSeconds": start_seconds, "version": version}
    if resident_mb() is not None:
        result["residentMB"] = resident_mb()
    if compiled:
        result["compileSeconds"] = first_call
    print(json.dumps(result), flush=True)
