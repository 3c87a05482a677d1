"""Augments faces with albumentations 2, in as many processes as it is told.

Each process holds all images and points in memory, as a PyTorch DataLoader's
worker does, and augments every n-th face; OpenCV computes in one thread in each,
so that n processes use n cores. The time is that of augmenting alone.
Usage: augmentation.py IMAGES KEYPOINTS PIPELINE PROCESSES. IMAGES holds uint8
[n, 96, 96], KEYPOINTS float32 [n, 30], PIPELINE JSON. Does a round for each line
on standard input, and prints its seconds; the first line it prints names versions.
"""

import json
import multiprocessing
import os
import sys
import time

os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"

import albumentations as A
import cv2
import numpy as np


def transform_of(step, chance):
    """A step of our pipeline in albumentations; the parameters mean the same."""
    kind = step["step"]
    place = {
        "interpolation": cv2.INTER_LINEAR,
        "border_mode": cv2.BORDER_REPLICATE,
        "p": chance,
    }
    if kind == "horizontalFlip":
        return A.HorizontalFlip(p=chance)
    if kind == "brightness":
        return A.RandomBrightnessContrast(step["change"], (0, 0), p=chance)
    if kind == "contrast":
        low, high = step["factor"]
        return A.RandomBrightnessContrast((0, 0), (low - 1, high - 1), p=chance)
    if kind == "gamma":
        return A.RandomGamma([100 * x for x in step["exponent"]], p=chance)
    if kind == "noise":
        return A.GaussNoise([x / 255 for x in step["greyLevels"]], p=chance)
    if kind == "blur":
        return A.GaussianBlur(0, step["sigmaPixels"], p=chance)
    if kind == "cutout":
        size = step["pixels"]
        return A.CoarseDropout((1, 1), size, size, fill=128, p=chance)
    if kind == "movement":
        return A.Affine(
            rotate=step["degrees"],
            scale=step["factor"],
            keep_ratio=True,
            translate_px=step["pixels"],
            shear={"x": step["shear"], "y": (0, 0)},
            **place,
        )
    raise ValueError(f"augmentation.py: unknown step: {kind}")


def work(worker, processes, images, keypoints, steps, pipe):
    cv2.setNumThreads(1)
    images = np.fromfile(images, np.uint8).reshape(-1, 96, 96, 1)
    keypoints = np.fromfile(keypoints, np.float32).reshape(-1, 15, 2)
    transform = A.Compose(
        [transform_of(step, step.get("probability", 1)) for step in steps],
        keypoint_params=A.KeypointParams(format="xy", remove_invisible=False),
        seed=worker,
    )
    pipe.send("ready")
    while pipe.recv():
        for i in range(worker, len(images), processes):
            transform(image=images[i], keypoints=keypoints[i])
        pipe.send("done")


def main():
    images, keypoints, steps, processes = sys.argv[1:]
    pipes = []
    for worker in range(int(processes)):
        ours, theirs = multiprocessing.Pipe()
        task = (worker, int(processes), images, keypoints, json.loads(steps), theirs)
        multiprocessing.Process(target=work, args=task, daemon=True).start()
        pipes.append(ours)
    for pipe in pipes:
        pipe.recv()
    print(
        f"albumentations {A.__version__}, OpenCV {cv2.__version__}, NumPy {np.__version__}",
        flush=True,
    )
    for _ in sys.stdin:
        started = time.perf_counter()
        for pipe in pipes:
            pipe.send(True)
        for pipe in pipes:
            pipe.recv()
        print(time.perf_counter() - started, flush=True)


if __name__ == "__main__":
    main()
