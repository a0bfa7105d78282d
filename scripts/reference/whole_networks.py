#!/usr/bin/env python3
"""Reference numbers of whole networks, from PyTorch on the CPU: whole_networks.py OUT.safetensors

Weights and pictures come from an integer hash, so that a test can make them without a file. Each case is
computed in float32 and in float64; the script stops if the two differ by more than 3e-4, because a network
that amplifies rounding errors (weights from a smooth formula do) can be met by nobody.
"""
import json, math, struct, sys
import numpy as np
import torch, torchvision
import torch.nn as nn
import torch.nn.functional as F

CASES = [("resnet18", 32, 16), ("resnet18", 96, 4), ("resnet50", 64, 12)]


def noise(stream, count):
    """Uniform in [-1, 1): the finaliser of MurmurHash3 (64 bit) on index + stream * 2^32."""
    x = np.arange(count, dtype=np.uint64) + np.uint64(stream << 32)
    for shift, factor in ((33, 0xFF51AFD7ED558CCD), (33, 0xC4CEB9FE1A85EC53)):
        x = (x ^ (x >> np.uint64(shift))) * np.uint64(factor)
    x = x ^ (x >> np.uint64(33))
    return (x >> np.uint64(40)).astype(np.float64) / 2.0**23 - 1.0


def network(arch):
    net = getattr(torchvision.models, arch)(num_classes=128)
    width = net.fc.in_features
    net.fc = nn.Sequential(nn.Linear(width, width), nn.ReLU(), net.fc)
    with torch.no_grad():
        for p, (name, t) in enumerate(net.named_parameters()):
            s = noise(p + 1, t.numel())
            if t.dim() > 1:
                v = s * math.sqrt(6 / (t.numel() // t.shape[0]))
            else:
                v = 1 + 0.1 * s if name.endswith("weight") else 0.05 * s
                if name.endswith((".bn2.weight", ".bn3.weight")):
                    v = 0.3 * v  # short residual branches: the network stays well conditioned
            t.copy_(torch.tensor(v.reshape(t.shape)).float())
    return net


def measure(arch, size, batch, dtype):
    net = network(arch).to(dtype)
    pictures = 0.5 + 0.5 * noise(0, batch * 3 * size * size)
    x = torch.tensor(pictures.reshape(batch, 3, size, size)).float().to(dtype)
    z = net(x)
    similarity = F.normalize(z, dim=1) @ F.normalize(z, dim=1).T / 0.5
    similarity.fill_diagonal_(float("-inf"))
    n = batch // 2
    loss = F.cross_entropy(similarity, torch.cat([torch.arange(n) + n, torch.arange(n)]))
    loss.backward()
    norms = torch.stack([p.grad.norm() for p in net.parameters()])
    net.eval()
    with torch.no_grad():
        after = net(x)
    return {"features": z.detach(), "loss": loss.detach(), "grad_norms": norms, "features_eval_after": after}


def main():
    header, body = {"__metadata__": {"made_by": "scripts/reference/whole_networks.py",
                                     "with": f"torch {torch.__version__}, torchvision {torchvision.__version__}, CPU",
                                     "temperature": "0.5"}}, b""
    for arch, size, batch in CASES:
        single, double = (measure(arch, size, batch, d) for d in (torch.float32, torch.float64))
        for name, value in double.items():
            worst = ((single[name].double() - value).abs().max() / value.abs().max()).item()
            print(f"{arch}.{size} {name}: float32 against float64 {worst:.1e}")
            assert worst < 3e-4, "this case amplifies rounding errors: choose another"
            data = value.float().numpy().tobytes()
            header[f"{arch}.{size}.{name}"] = {"dtype": "F32", "shape": list(value.shape),
                                               "data_offsets": [len(body), len(body) + len(data)]}
            body += data
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(sys.argv[1], "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + body)


main()
