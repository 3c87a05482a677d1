"""The project's models in PyTorch, eager, float32 without TF32.

Usage: gpu.py MODEL [DEVICE]. Says on what it computes, then answers each line of
JSON on standard input with one on standard output. The faces are noise and stay
on the device as bytes, which is the best case: nothing is uploaded in a step.
"""

import json
import sys
import time

import torch
from torch import nn

LEARNING_RATE = 3e-4
FACES = 4096


class Cnn(nn.Sequential):
    def __init__(self):
        blocks, before = [], 1
        for i, filters in enumerate([32, 64, 128]):
            blocks += [nn.Conv2d(before, filters, 3), nn.ReLU(), nn.MaxPool2d(2)]
            blocks += [norm(filters), nn.Dropout(0.1 * (i + 1))]
            before = filters
        head = [nn.Flatten(), nn.Linear(128 * 10 * 10, 512), nn.ReLU(), nn.Dropout(0.5)]
        super().__init__(*blocks, *head, nn.Linear(512, 30))


class ResNet(nn.Sequential):
    def __init__(self):
        stem = [nn.Conv2d(1, 64, 7, stride=2, padding=3), norm(64), nn.ReLU()]
        blocks, before = [nn.MaxPool2d(3, stride=2)], 64
        for filters in [(64, 64, 256), (128, 128, 512)]:
            for block in range(3):
                blocks.append(Residual(before, filters, first=block == 0))
                before = filters[2]
        head, before = [nn.AvgPool2d(2), nn.Flatten()], 512 * 2 * 2
        for units in [4096, 2048]:
            head += [nn.Linear(before, units), nn.ReLU(), nn.Dropout(0.2)]
            before = units
        super().__init__(*stem, *blocks, *head, nn.Linear(before, 30))


class Residual(nn.Module):
    def __init__(self, before, filters, first):
        super().__init__()
        a, b, c = filters
        halve = [nn.MaxPool2d(2)] if first else []
        self.path = nn.Sequential(
            *[nn.Conv2d(before, a, 1), *halve, norm(a), nn.ReLU()],
            *[nn.Conv2d(a, b, 3, padding=1), norm(b), nn.ReLU()],
            *[nn.Conv2d(b, c, 1), norm(c)],
        )
        self.shortcut = nn.Sequential(*([nn.Conv2d(before, c, 1), *halve, norm(c)] if first else []))

    def forward(self, x):
        return torch.relu(self.path(x) + self.shortcut(x))


def norm(channels):
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.1)


MODELS = {"cnn": Cnn, "resnet": ResNet}


def masked_mse(labels, predicted):
    """Mean squared error over the labels that are there."""
    present = ~labels.isnan()
    errors = torch.where(present, predicted - labels, 0.0)
    return errors.square().sum() / present.sum()


class Contender:
    def __init__(self, model, device):
        self.device = torch.device(device)
        self.build = MODELS[model]
        maker = torch.Generator().manual_seed(1)
        images = torch.randint(256, (FACES, 1, 96, 96), generator=maker, dtype=torch.uint8)
        labels = 96 * torch.rand(FACES, 30, generator=maker)
        # A third of the labels are there, as in the competition's file.
        labels[torch.rand(FACES, 30, generator=maker) > 1 / 3] = torch.nan
        self.images, self.labels = images.to(self.device), labels.to(self.device)

    def describe(self):
        on_gpu = self.device.type == "cuda"
        name = torch.cuda.get_device_name() if on_gpu else "the CPU"
        return {
            "versions": f"PyTorch {torch.__version__} eager on {name}",
            "device": "GPU" if on_gpu else "CPU",
            "parameters": sum(p.numel() for p in self.build().parameters()),
        }

    def train(self, batch, steps, seconds):
        network = self.build().to(self.device).train()
        nn.init.zeros_(network[-1].weight)
        nn.init.constant_(network[-1].bias, 48.0)
        optimizer = torch.optim.Adam(network.parameters(), LEARNING_RATE)
        self.epoch(network, optimizer, batch, steps)
        began, epochs = time.perf_counter(), 0
        while epochs == 0 or time.perf_counter() - began < seconds:
            self.epoch(network, optimizer, batch, steps)
            epochs += 1
        took = time.perf_counter() - began
        return {
            "imagesPerSecond": epochs * steps * batch / took,
            "measuredMs": 1000 * took,
        }

    def epoch(self, network, optimizer, batch, steps):
        """Batches in a random order; the losses are read once, at the end."""
        order = torch.randint(FACES, (steps, batch), device=self.device)
        total = torch.zeros((), device=self.device)
        for indices in order:
            x = self.images[indices].float() / 255
            optimizer.zero_grad(set_to_none=True)
            loss = masked_mse(self.labels[indices], network(x))
            loss.backward()
            optimizer.step()
            total += loss.detach()
        return total.item()


def main(model, device=None):
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    contender = Contender(model, device)
    print(json.dumps(contender.describe()), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        request.pop("do")
        try:
            result = contender.train(**request)
        except RuntimeError as error:  # out of memory is one of them
            result = {"error": str(error).split("\n")[0]}
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
