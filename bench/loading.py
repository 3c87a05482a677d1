"""Reads a training file as notebooks of the competition do, and times it.

pandas reads the table; NumPy's fromstring makes whole numbers of the Image
column, which is the fastest of the ways in common use: its default type, float,
takes ten times as long, and splitting the strings three times.
Usage: loading.py FILE. Prints one line of JSON.
"""

import json
import resource
import sys
import time
import warnings

import numpy as np
import pandas as pd

warnings.simplefilter("ignore", DeprecationWarning)

started = time.perf_counter()
table = pd.read_csv(sys.argv[1])
images = np.stack([np.fromstring(image, dtype=int, sep=" ") for image in table["Image"]])
keypoints = table.drop(columns="Image").to_numpy()
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

# Each pixel counts by its place, so that no two can be swapped unseen.
weights = np.arange(images.shape[1]) % 251 + 1
places = np.arange(images.shape[0]) % 241 + 1
rows = np.array([int(image.astype(np.int64) @ weights) for image in images])
print(
    json.dumps(
        {
            "seconds": seconds,
            "peakMegabytes": peak / 1024,
            "rows": len(images),
            "pixels": int(rows @ places),
            "labels": int(np.count_nonzero(~np.isnan(keypoints))),
            "labelSum": round(float(np.nansum(keypoints)), 2),
            "versions": f"pandas {pd.__version__}, NumPy {np.__version__}",
        }
    )
)
