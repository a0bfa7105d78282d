#!/usr/bin/env python3
"""SimCLR's work in PyTorch, as its users write it, measured: the other side of `swiftnb bench`.

torch_bench.py step|infer|augment|train [--arch resnet18] [--size 32] [--batch 256] [--images DIR] …

The same names, the same work, the same keys of the one JSON line: torchvision's network with a projection head of two
layers to 128 numbers, InfoNCE at temperature 0.07, Adam; two views of every picture by torchvision's transforms in
as many worker processes as threads. Times are medians after two repeats to warm up; arithmetic is float32.
"""
import argparse
import json
import pathlib
import random
import resource
import statistics
import time

import torch
import torchvision
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["step", "infer", "augment", "train"])
    parser.add_argument("--arch", default="resnet18")
    parser.add_argument("--images")
    for name, value in dict(size=32, batch=256, limit=4096, steps=8, repeat=6, threads=2).items():
        parser.add_argument(f"--{name}", type=int, default=value)
    for flag in ["--no-preload", "--channels-last", "--compile"]:
        parser.add_argument(flag, action="store_true")
    return parser.parse_args()


class Network:
    """The network with its optimiser, in the memory format that was asked for."""

    def __init__(self, a):
        model = getattr(torchvision.models, a.arch)(weights=None)
        width = model.fc.in_features
        model.fc = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 128))
        self.format = torch.channels_last if a.channels_last else torch.contiguous_format
        self.model = model.to(memory_format=self.format)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=3e-4, weight_decay=1e-4)
        self.run = torch.compile(self.model) if a.compile else self.model

    def step(self, views):
        z = nn.functional.normalize(self.run(views.to(memory_format=self.format)))
        rows = len(z)
        scores = (z @ z.T / 0.07).masked_fill(torch.eye(rows, dtype=torch.bool), -torch.inf)
        loss = nn.functional.cross_entropy(scores, torch.arange(rows).roll(rows // 2))
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()

    @torch.no_grad()
    def infer(self, views):
        self.run(views)


class Views(Dataset):
    """Two views of each picture."""

    def __init__(self, a, count):
        files = sorted(p for p in pathlib.Path(a.images).glob("*/*") if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
        random.shuffle(files)
        self.pictures = files[:count] if a.no_preload else [self.opened(f) for f in files[:count]]
        taps = max(3, a.size // 10 // 2 * 2 + 1)
        self.transform = transforms.Compose([
            transforms.RandomResizedCrop(a.size),
            transforms.RandomHorizontalFlip(),
            transforms.RandomApply([transforms.ColorJitter(0.8, 0.8, 0.8, 0.2)], p=0.8),
            transforms.RandomGrayscale(p=0.2),
            transforms.GaussianBlur(taps, (0.1, 2.0)),
            transforms.ToTensor(),
        ])

    @staticmethod
    def opened(file):
        return Image.open(file).convert("RGB")

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, i):
        picture = self.pictures[i]
        if not isinstance(picture, Image.Image):
            picture = self.opened(picture)
        return self.transform(picture), self.transform(picture)


def loader(a, count, **more):
    return DataLoader(Views(a, count), batch_size=a.batch, shuffle=True, num_workers=a.threads, **more)


def timed(a, body):
    times, busy = [], []
    for _ in range(2 + a.repeat):
        start, at_work = time.perf_counter(), time.process_time()
        body()
        times.append(time.perf_counter() - start)
        busy.append(time.process_time() - at_work)
    seconds = statistics.median(times[2:])
    return {"seconds": seconds, "best_seconds": min(times[2:]), "cpu_seconds": statistics.median(busy[2:]),
            "views_per_s": 2 * a.batch / seconds}


def measure_network(a):
    network = Network(a)
    views = torch.rand(2 * a.batch, 3, a.size, a.size).to(memory_format=network.format)
    if a.what == "step":
        return timed(a, lambda: network.step(views))
    network.model.eval()
    return timed(a, lambda: network.infer(views))


def measure_views(a):
    batches = loader(a, a.limit)
    start, views = time.perf_counter(), 0
    for first, second in batches:
        views += len(first) + len(second)
    return {"views_per_s": views / (time.perf_counter() - start)}


def measure_training(a):
    network, ends, losses = Network(a), [], []
    for views in loader(a, a.batch * (a.steps + 2), drop_last=True):
        losses.append(network.step(torch.cat(views)))
        ends.append(time.perf_counter())
    steps = len(ends) - 2
    return {"steps": steps, "views_per_s": 2 * a.batch * steps / (ends[-1] - ends[1]), "losses": losses[:4]}


def main():
    a = arguments()
    torch.set_num_threads(a.threads)
    torch.manual_seed(0)
    random.seed(0)
    work = {"augment": measure_views, "train": measure_training}.get(a.what, measure_network)
    result = {"peer": f"torch {torch.__version__}", "what": a.what, "arch": a.arch, "size": a.size, "batch": a.batch,
              "threads": a.threads, **work(a)}
    result["peak_rss_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(result))


if __name__ == "__main__":
    main()
