#!/usr/bin/env python3
"""The PyTorch end of exchanging weights.

exchange.py check FOLDER ARCH   loads FOLDER/model.safetensors with load_state_dict, strictly, and compares its
                                embeddings of the pictures in FOLDER/probe.safetensors with those that stand there
exchange.py save FOLDER ARCH    writes both files from a network of PyTorch's own
Pictures are [N, 3, H, W]; the network is in evaluation mode.
"""
import sys
import torch
from safetensors.torch import load_file, save_file
from state_names import network


def check(folder, arch):
    net = network(arch)
    net.load_state_dict(load_file(f"{folder}/model.safetensors"))
    net.eval()
    probe = load_file(f"{folder}/probe.safetensors")
    with torch.no_grad():
        found = net(probe["pictures"])
    expected = probe["embeddings"]
    error = ((found - expected).abs().max() / expected.abs().max()).item()
    print(f"{arch}: largest difference {error:.2e} of the largest embedding")
    return 0 if found.shape == expected.shape and error < 1e-4 else 1


def save(folder, arch):
    torch.manual_seed(0)
    net = network(arch)
    pictures = torch.rand(4, 3, 32, 32)
    with torch.no_grad():
        net(torch.rand(16, 3, 32, 32))  # moves the running statistics
        net.eval()
        embeddings = net(pictures)
    save_file(net.state_dict(), f"{folder}/model.safetensors")
    save_file({"pictures": pictures, "embeddings": embeddings}, f"{folder}/probe.safetensors")
    return 0


if __name__ == "__main__":
    sys.exit({"check": check, "save": save}[sys.argv[1]](*sys.argv[2:4]))
