#!/usr/bin/env python3
"""The walkthrough of notebooks/simclr-flowers.swiftnb in PyTorch: flowers_simclr.py FOLDER [walkthrough|gentle] [SEED]

FOLDER holds one folder per class with JPEG files. Trains torchvision's ResNet-18 with SimCLR at 32 px by one of
the notebook's two recipes, then fits logistic regression on standardised frozen features, one picture in five held
back. Prints a line per epoch on standard error and one JSON line at the end. Needs torch, torchvision, pillow,
numpy and scikit-learn.
"""
import collections, glob, json, math, os, random, sys, time
import numpy as np
import torch, torchvision
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from torchvision import transforms as T

Recipe = collections.namedtuple("Recipe", "batch epochs temperature view")
SIZE = 32
CROP = dict(size=SIZE, scale=(0.08, 1))
RECIPES = {
    "walkthrough": Recipe(64, 8, 0.5, T.Compose([
        T.RandomResizedCrop(**CROP), T.RandomHorizontalFlip(),
        T.RandomApply([T.ColorJitter(0.8, 0.8, 0.8, 0.2)], 0.8), T.RandomGrayscale(0.2),
        T.RandomApply([T.GaussianBlur(3, (0.1, 2))], 0.5), T.ToTensor()])),
    "gentle": Recipe(128, 15, 0.2, T.Compose([
        T.RandomResizedCrop(SIZE, scale=(0.2, 1)), T.RandomHorizontalFlip(),
        T.RandomApply([T.ColorJitter(0.2, 0.2, 0.2, 0.05)], 0.8), T.ToTensor()])),
}


class Views(torch.utils.data.Dataset):
    """Two random views of each picture."""

    def __init__(self, pictures, view):
        self.pictures, self.view = pictures, view

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, i):
        return self.view(self.pictures[i]), self.view(self.pictures[i])


def read(folder):
    files = sorted(glob.glob(folder + "/*/*.jpg"))
    classes = sorted({os.path.dirname(f) for f in files})
    labels = np.array([classes.index(os.path.dirname(f)) for f in files])
    return [Image.open(f).convert("RGB") for f in files], labels


def split(labels, rng):
    """One picture in five of each class held back."""
    held = np.concatenate([rng.permutation(np.flatnonzero(labels == k))[: (labels == k).sum() // 5]
                           for k in np.unique(labels)])
    return np.setdiff1d(np.arange(len(labels)), held), held


def info_nce(z, temperature):
    z = F.normalize(z, dim=1)
    similarity = (z @ z.T / temperature).fill_diagonal_(float("-inf"))
    n = len(z) // 2
    return F.cross_entropy(similarity, torch.arange(2 * n).roll(n))


def train(net, pictures, recipe):
    optimizer = torch.optim.Adam(net.parameters(), 1e-3, weight_decay=1e-4)
    loader = torch.utils.data.DataLoader(
        Views(pictures, recipe.view), recipe.batch, shuffle=True, drop_last=True, num_workers=2)
    steps, taken, losses = recipe.epochs * len(loader), 0, []
    for epoch in range(recipe.epochs):
        total = 0.0
        for views in loader:
            for group in optimizer.param_groups:
                group["lr"] = 1e-3 * 0.5 * (1 + math.cos(math.pi * taken / steps))
            loss = info_nce(net(torch.cat(views)), recipe.temperature)
            optimizer.zero_grad(); loss.backward(); optimizer.step()
            total += loss.item(); taken += 1
        losses.append(round(total / len(loader), 3))
        print(f"epoch {epoch + 1}/{recipe.epochs}: loss {losses[-1]}", file=sys.stderr, flush=True)
    return losses


def probe(net, pictures, labels, kept, held):
    """Accuracy in per cent of a linear classifier on the 512 numbers before the head."""
    middle = T.Compose([T.Resize(SIZE), T.CenterCrop(SIZE), T.ToTensor()])
    head, net.fc = net.fc, nn.Identity()
    net.eval()
    with torch.no_grad():
        x = torch.stack([middle(p) for p in pictures])
        features = torch.cat([net(part) for part in x.split(256)]).numpy()
    net.fc = head
    net.train()
    scaler = StandardScaler().fit(features[kept])
    model = LogisticRegression(C=0.1, max_iter=3000).fit(scaler.transform(features[kept]), labels[kept])
    return round(100 * model.score(scaler.transform(features[held]), labels[held]), 1)


def main():
    if len(sys.argv) < 2 or not glob.glob(sys.argv[1] + "/*/*.jpg"):
        sys.exit("flowers_simclr.py FOLDER [walkthrough|gentle] [SEED]: FOLDER needs CLASS/*.jpg")
    name = sys.argv[2] if len(sys.argv) > 2 else "walkthrough"
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    random.seed(seed); torch.manual_seed(seed); torch.set_num_threads(2)
    recipe = RECIPES[name]
    pictures, labels = read(sys.argv[1])
    kept, held = split(labels, np.random.default_rng(seed))
    net = torchvision.models.resnet18(num_classes=128)
    net.fc = nn.Sequential(nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 128))
    start = time.perf_counter()
    losses = train(net, [pictures[i] for i in kept], recipe)
    seconds = round(time.perf_counter() - start, 1)
    print(json.dumps({"recipe": name, "seed": seed, "torch": torch.__version__, "losses": losses,
                      "seconds": seconds, "linear": probe(net, pictures, labels, kept, held)}))


main()
