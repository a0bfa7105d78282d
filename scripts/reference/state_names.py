#!/usr/bin/env python3
"""Names and shapes of torchvision's state dictionaries, with SimCLR's head as fc: state_names.py OUT.json"""
import json, sys
import torch.nn as nn
import torchvision


def network(arch, projection=128):
    net = getattr(torchvision.models, arch)(weights=None)
    width = net.fc.in_features
    net.fc = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, projection))
    return net


if __name__ == "__main__":
    lists = {
        arch: [[name, list(t.shape)] for name, t in network(arch).state_dict().items()]
        for arch in ("resnet18", "resnet34", "resnet50")
    }
    with open(sys.argv[1], "w") as out:
        rows = [
            f'"{arch}": [\n' + ",\n".join(json.dumps(entry) for entry in entries) + "\n]"
            for arch, entries in lists.items()
        ]
        out.write("{\n" + ",\n".join(rows) + "\n}\n")
