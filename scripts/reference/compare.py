#!/usr/bin/env python3
"""Runs `swiftnb-bench` and its PyTorch counterpart in turns and prints how they compare. See scripts/compare-pytorch.

A round measures every piece of work on both sides, one right after the other, so that what else the machine does
falls on both. The first round tries PyTorch eager, channels-last and compiled, the later ones only what was fastest.
The figures are medians over the rounds, the ratio is the median of the rounds' ratios.
"""
import argparse
import datetime
import importlib.metadata
import itertools
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

SETTINGS = {"eager": [], "channels-last": ["--channels-last"], "compiled": ["--compile"],
            "compiled, channels-last": ["--compile", "--channels-last"]}


class Work:
    """One row of the table."""

    def __init__(self, name, title, arguments, floor, pictures=None, network=True, memory=False):
        self.name, self.title, self.arguments, self.floor = name, title, arguments.split(), floor
        self.pictures, self.network, self.memory = pictures, network, memory
        self.ours, self.theirs, self.setting = [], [], None


def all_work():
    return [
        Work("step32", "training step, ResNet-18, 32 px, batch 256", "step --size 32 --batch 256", 2.3, memory=True),
        Work("step96", "training step, ResNet-18, 96 px, batch 64", "step --size 96 --batch 64", 1.6, memory=True),
        Work("step224", "training step, ResNet-18, 224 px, batch 16", "step --size 224 --batch 16", 1.5, memory=True),
        Work("step50", "training step, ResNet-50, 224 px, batch 8", "step --arch resnet50 --size 224 --batch 8", 1.4,
             memory=True),
        Work("infer32", "inference, ResNet-18, 32 px, batch 256", "infer --size 32 --batch 256", 1.8),
        Work("infer224", "inference, ResNet-18, 224 px, batch 32", "infer --size 224 --batch 32", 1.8),
        Work("augment32", "augmentation, CIFAR pictures in memory to 32 px", "augment --size 32 --batch 256", 12,
             "cifar", network=False),
        Work("augment224", "augmentation, photos from disk to 224 px", "augment --size 224 --batch 32 --no-preload", 4,
             "photos", network=False),
        Work("train32", "whole training from pictures, 32 px, batch 256", "train --size 32 --batch 256", 3, "cifar"),
    ]


def say(text):
    print(f"{datetime.datetime.now():%H:%M:%S} {text}", file=sys.stderr, flush=True)


def draw(folder, count, width, height):
    """Pictures of many soft-edged discs on a gradient, for those who have no photos at hand."""
    import numpy
    from PIL import Image
    rng = numpy.random.default_rng(0)
    y, x = numpy.mgrid[0:height, 0:width].astype("float32")
    for i in range(count):
        picture = numpy.stack([x / width * a + y / height * b + c for a, b, c in rng.uniform(20, 90, (3, 3))], axis=2)
        for _ in range(24):
            away = numpy.hypot(x - rng.uniform(0, width), y - rng.uniform(0, height))
            disc = numpy.clip(rng.uniform(0.05, 0.25) * width - away, 0, 1)[..., None]
            picture = picture * (1 - disc) + rng.uniform(0, 255, 3) * disc
        picture += rng.normal(0, 4, picture.shape)
        target = folder / f"class{i % 10}" / f"{i}.jpg"
        target.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture.clip(0, 255).astype("uint8")).save(target, quality=90)


def linked(source, target, count):
    """At least `count` files in folders of classes: those of `source`, as often as it takes."""
    files = sorted(p for p in pathlib.Path(source).glob("*/*") if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
    if not files:
        sys.exit(f"swiftnb: no pictures in {source}: give a folder with one folder of JPEG or PNG files per class")
    for i, file in zip(range(max(count, len(files))), itertools.cycle(files)):
        link = target / file.parent.name / f"{i}-{file.name}"
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(file.resolve())
    return str(target)


def pictures(kind, given, scratch, count):
    source = given
    if source is None:
        source = scratch / f"{kind}-drawn"
        say(f"drawing pictures in place of {kind}: give --{kind} DIR for real ones")
        draw(source, *((2560, 32, 32) if kind == "cifar" else (150, 500, 375)))
    return linked(source, scratch / kind, count)


class Comparison:
    def __init__(self, a, scratch):
        self.a, self.scratch = a, scratch
        self.log = pathlib.Path(".build/compare-pytorch/measurements.jsonl")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.folders = {}

    def arguments(self, work):
        quick = self.a.quick
        extra = ["--threads", str(self.a.threads)]
        if work.pictures:
            if work.pictures not in self.folders:
                count = {"cifar": 2560, "photos": 160 if quick else 960}[work.pictures]
                given = getattr(self.a, work.pictures)
                self.folders[work.pictures] = pictures(work.pictures, given, self.scratch, count)
            extra += ["--images", self.folders[work.pictures]]
        if work.name.startswith("augment"):
            extra += ["--limit", {"cifar": "1024" if quick else "2560", "photos": "160" if quick else "960"}[work.pictures]]
        if work.name.startswith("train"):
            extra += ["--steps", "3" if quick else "8"]
        if work.name.startswith(("step", "infer")):
            extra += ["--repeat", "2" if quick else "6"]
        return work.arguments + extra

    def run(self, command, work, side):
        """One measurement, or None where it fails; a failure is told, not fatal."""
        start, load = time.time(), os.getloadavg()[0]
        # Single precision on both sides: matrix tiles of lower precision would be other work.
        environment = dict(os.environ, ONEDNN_DEFAULT_FPMATH_MODE="STRICT", DNNL_DEFAULT_FPMATH_MODE="STRICT")
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=self.a.timeout, env=environment)
            result = json.loads(done.stdout.strip().splitlines()[-1])
        except subprocess.TimeoutExpired:
            say(f"    {work.name}, {side}: given up after {self.a.timeout} s")
            return None
        except (IndexError, json.JSONDecodeError):
            reason = (done.stderr.strip().splitlines() or ["no output"])[-1]
            say(f"    {work.name}, {side}: failed: {reason[:200]}")
            return None
        say(f"    {work.name}, {side}: {result['views_per_s']:.1f} views/s, peak {result['peak_rss_mib']} MiB "
            f"({time.time() - start:.0f} s, load before {load:.1f})")
        with self.log.open("a") as log:
            log.write(json.dumps(dict(result, row=work.name, side=side, load=load, at=time.time())) + "\n")
        return result

    def peer(self, work, setting):
        return self.run([sys.executable, self.a.peer, *self.arguments(work), *SETTINGS[setting]], work,
                        f"PyTorch {setting}" if work.network else "PyTorch")

    def one(self, work, first):
        ours = self.run([self.a.bench, *self.arguments(work)], work, "swiftnb")
        if first:
            tried = ["eager"] if not work.network else list(SETTINGS)[:2 if self.a.quick else 4]
            found = {s: r for s in tried if (r := self.peer(work, s))}
            if found:
                work.setting = max(found, key=lambda s: found[s]["views_per_s"])
            theirs = found.get(work.setting)
        else:
            theirs = self.peer(work, work.setting) if work.setting else None
        if ours and theirs:
            work.ours.append(ours)
            work.theirs.append(theirs)


def median(results, key):
    return statistics.median(r[key] for r in results)


def machine(threads):
    info = pathlib.Path("/proc/cpuinfo").read_text() if os.path.exists("/proc/cpuinfo") else ""
    field = lambda name: next((l.split(":", 1)[1].strip() for l in info.splitlines() if l.startswith(name)), "")
    flags = field("flags").split()
    vectors = [name for flag, name in [("avx2", "AVX2"), ("avx512f", "AVX-512"), ("amx_tile", "AMX")] if flag in flags]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    # Not by import: a process starts with its parent's size, and the peak of each measurement would be that of torch.
    torch = importlib.metadata.version("torch")
    head = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    return (f"{field('model name') or platform.processor()} ({', '.join(vectors) or platform.machine()}), {threads} of "
            f"{os.cpu_count()} cores, {memory:.0f} GiB; PyTorch {torch}, Python {platform.python_version()}; "
            f"float32; swiftnb {head or 'unknown'}; {datetime.date.today()}")


def table(rows, rounds, threads):
    lines = ["| work | swiftnb | PyTorch, best setting | ratio | floor |", "|---|---|---|---|---|"]
    for w in rows:
        if not w.ours:
            lines.append(f"| {w.title} | not measured | | | {w.floor} × |")
            continue
        ratio = statistics.median(o["views_per_s"] / t["views_per_s"] for o, t in zip(w.ours, w.theirs))
        setting = f" ({w.setting})" if w.network else ""
        lines.append(f"| {w.title} | {median(w.ours, 'views_per_s'):,.1f} views/s | "
                     f"{median(w.theirs, 'views_per_s'):,.1f} views/s{setting} | **{ratio:.2f} ×** | {w.floor} × |")
    for w in rows:
        if w.memory and w.ours:
            ours, theirs = median(w.ours, "peak_rss_mib"), median(w.theirs, "peak_rss_mib")
            lines.append(f"| peak memory, {w.title} | {ours:,.0f} MiB | {theirs:,.0f} MiB ({w.setting}) | "
                         f"**{ours / theirs:.2f} ×** | at most 0.6 × |")
    lines.append("")
    lines.append(f"{machine(threads)}. Median of {rounds} interleaved round{'s' if rounds > 1 else ''}.")
    return "\n".join(lines)


def main():
    here = pathlib.Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(prog="scripts/compare-pytorch")
    parser.add_argument("bench", help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--cifar")
    parser.add_argument("--photos")
    parser.add_argument("--only", help="rows by name, with commas: " + ", ".join(w.name for w in all_work()))
    parser.add_argument("--peer", default=str(here / "torch_bench.py"), help="another script with the same arguments")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--timeout", type=int, default=900, help="seconds for one measurement")
    a = parser.parse_args()
    rounds = a.rounds or (1 if a.quick else 3)
    rows = all_work()
    if a.only:
        unknown = set(a.only.split(",")) - {w.name for w in rows}
        if unknown:
            parser.error(f"no row {', '.join(sorted(unknown))}: choose of {', '.join(w.name for w in rows)}")
        rows = [w for w in rows if w.name in a.only.split(",")]
    if os.getloadavg()[0] > 0.7:
        say(f"the machine is busy (load {os.getloadavg()[0]:.1f}): the ratios stand, the figures will be low")
    output = pathlib.Path(".build/compare-pytorch/table.md")
    with tempfile.TemporaryDirectory(prefix="compare-") as scratch:
        comparison = Comparison(a, pathlib.Path(scratch))
        for i in range(rounds):
            for number, work in enumerate(rows):
                say(f"round {i + 1}/{rounds}, row {number + 1}/{len(rows)}: {work.title}")
                comparison.one(work, first=i == 0)
                output.write_text(table(rows, i + 1, a.threads) + "\n")
    print(output.read_text(), end="")


if __name__ == "__main__":
    main()
