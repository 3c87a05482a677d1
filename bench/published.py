"""A published system in Keras 3, as its users write and train it.

Usage: published.py FOLDER. Answers each line of JSON on standard input with one
on standard output; the first one it prints names versions. Nothing but sizes is
told to Keras: initial weights, batch norm, optimizers, shuffling are its own.
Images are files of uint8 [n, 96, 96]; labels and predictions of float32 [n, 30] in
pixels, NaN where missing. FOLDER keeps what a run that is stopped goes on with.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import layers


def residual(image):
    x = layers.Conv2D(64, 7, strides=2, name="stem_conv")(image)
    x = layers.ReLU()(layers.BatchNormalization(name="stem_norm")(x))
    for filters in (64, 128, 256):
        at = f"block{filters}"
        y = layers.Conv2D(filters, 1, name=f"{at}_a_conv")(x)
        y = layers.ReLU()(layers.BatchNormalization(name=f"{at}_a_norm")(y))
        y = layers.Conv2D(filters, 3, padding="same", name=f"{at}_b_conv")(y)
        y = layers.BatchNormalization(name=f"{at}_b_norm")(y)
        shortcut = layers.Conv2D(filters, 1, name=f"{at}_shortcut_conv")(x)
        shortcut = layers.BatchNormalization(name=f"{at}_shortcut_norm")(shortcut)
        x = layers.ReLU()(layers.Add()([y, shortcut]))
        x = layers.MaxPooling2D()(x)
    return layers.Flatten()(x)


def residual_dropout(image):
    return layers.Dropout(0.5)(residual(image))


def plain(image, dropout=None):
    x = image
    for i, filters in enumerate((32, 64, 128, 256)):
        x = layers.Conv2D(filters, 3, activation="relu", name=f"block{i + 1}_conv")(x)
        x = layers.MaxPooling2D()(x)
    x = layers.Flatten()(x)
    for i, units in enumerate((512, 256)):
        x = layers.Dense(units, activation="relu", name=f"dense{i + 1}")(x)
        if dropout:
            x = layers.Dropout(dropout)(x)
    return x


def dropout(image):
    return plain(image, 0.3)


def batch_norm(image):
    """As the publication has it, line by line."""
    x = image
    for i, (filters, rate) in enumerate(((32, 0.1), (64, 0.2), (128, 0.3))):
        at = f"block{i + 1}"
        x = layers.Conv2D(filters, (3, 3), activation="relu", name=f"{at}_conv")(x)
        x = layers.MaxPooling2D((2, 2))(x)
        x = layers.BatchNormalization(name=f"{at}_norm")(x)
        x = layers.Dropout(rate)(x)
    x = layers.Dense(512, activation="relu", name="dense1")(layers.Flatten()(x))
    return layers.Dropout(0.5)(x)


NETWORKS = {
    "residual": residual,
    "residual-dropout": residual_dropout,
    "plain": plain,
    "dropout": dropout,
    "batch-norm": batch_norm,
}


@keras.saving.register_keras_serializable()
def masked_mse(labels, predicted):
    """Mean squared error over the labels that are there."""
    present = tf.logical_not(tf.math.is_nan(labels))
    errors = tf.where(present, predicted - labels, tf.zeros_like(labels))
    count = tf.reduce_sum(tf.cast(present, tf.float32))
    return tf.reduce_sum(tf.square(errors)) / tf.maximum(count, 1)


class Run:
    """One training from its first epoch to its last, in as many processes as it takes."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.saved = time.time()

    def start(self, network, units, optimizer, learning_rate, batch, rows, seed):
        """Builds the untrained network, after which `predict` tells where it begins."""
        self.units, self.batch, self.seed = units, batch, seed
        keras.utils.set_random_seed(seed)
        image = keras.Input((96, 96, 1))
        outputs = layers.Dense(30, name="coordinates")(NETWORKS[network](image))
        self.model = keras.Model(image, outputs)
        make = {"adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop}
        self.model.compile(
            optimizer=make[optimizer](learning_rate),
            loss="mean_squared_error" if rows == "complete" else masked_mse,
        )
        self.best = None
        self.progress = {"epoch": 0, "losses": [], "seconds": 0.0, "best": None}
        return {"parameters": self.model.count_params()}

    def steps(self, weights, images, labels, count):
        """The losses of some steps on one batch, from copied weights and without dropout."""
        load_weights(self.model, Path(weights))
        for layer in self.model.layers:
            if isinstance(layer, layers.Dropout):
                layer.rate = 0
        x, y = self.read_images(images), self.read_labels(labels)
        history = self.model.fit(x, y, batch_size=len(x), epochs=count, verbose=0)
        return {"losses": history.history["loss"]}

    def resume(self):
        """Goes on where the run was stopped, if it was; says after which epoch."""
        file = self.folder / "progress.json"
        if file.exists():
            self.progress = json.loads(file.read_text())
            epoch = self.progress["epoch"]
            self.model = keras.saving.load_model(self.folder / f"last-{epoch}.keras")
            best = self.folder / f"best-{epoch}.npz"
            if best.exists():
                self.best = list(np.load(best).values())
            # Another seed for what is left, so that no epoch is shuffled like the first.
            keras.utils.set_random_seed(self.seed + 1000 * epoch)
        return self.progress

    def epoch(self, images, labels, validation=None):
        """One epoch; with validation files, the weights of the best epoch are kept."""
        started = time.time()
        x, y = self.read_images(images), self.read_labels(labels)
        history = self.model.fit(x, y, batch_size=self.batch, epochs=1, verbose=0)
        loss = history.history["loss"][0]
        if not np.isfinite(loss):
            return {"error": f"the loss is {loss} in epoch {self.progress['epoch'] + 1}"}
        self.progress["epoch"] += 1
        self.progress["losses"].append(loss)
        if validation:
            self.keep_best(*validation)
        self.progress["seconds"] += time.time() - started
        # Saving takes longer than an epoch of the smaller networks.
        if time.time() - self.saved > 30:
            self.save()
        return self.progress

    def keep_best(self, images, labels):
        y = self.read_labels(labels)
        predicted = self.model.predict(self.read_images(images), batch_size=128, verbose=0)
        error = float(np.nanmean((predicted - y) ** 2))
        best = self.progress["best"]
        if best is None or error < best["error"]:
            self.progress["best"] = {"error": error, "epoch": self.progress["epoch"]}
            self.best = self.model.get_weights()

    def save(self):
        epoch = self.progress["epoch"]
        self.model.save(self.folder / f"last-{epoch}.keras")
        if self.best:
            np.savez(self.folder / f"best-{epoch}.npz", *self.best)
        # Only now does it count.
        replace(self.folder / "progress.json", json.dumps(self.progress))
        for file in self.folder.glob("*-*"):
            if file.stem.split("-")[1] != str(epoch):
                file.unlink()
        self.saved = time.time()
        return {}

    def keep(self):
        """Takes the weights of the best epoch for what is predicted from now on."""
        self.model.set_weights(self.best)
        return {}

    def predict(self, images, out):
        predicted = self.model.predict(self.read_images(images), batch_size=128, verbose=0)
        pixels = predicted * self.units["pixels"] + self.units["zeroAt"]
        pixels.astype(np.float32).tofile(out)
        return {}

    def read_images(self, file):
        images = np.fromfile(file, np.uint8).reshape(-1, 96, 96, 1)
        return images.astype(np.float32) / 255

    def read_labels(self, file):
        labels = np.fromfile(file, np.float32).reshape(-1, 30)
        return (labels - self.units["zeroAt"]) / self.units["pixels"]


def load_weights(model, folder):
    """Weights as the library writes them: layer by layer, by name."""
    values = np.fromfile(folder / "weights.bin", np.float32)
    at = 0
    for layer in json.loads((folder / "weights.json").read_text()):
        weights = []
        for shape in layer["shapes"]:
            size = int(np.prod(shape))
            weights.append(values[at : at + size].reshape(shape))
            at += size
        model.get_layer(layer["name"]).set_weights(weights)


def replace(file, text):
    temporary = file.with_suffix(".tmp")
    temporary.write_text(text)
    os.replace(temporary, file)


def main():
    # Ctrl-C reaches the whole group; who asks decides when it is over.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    run = Run(sys.argv[1])
    versions = {
        "keras": keras.__version__,
        "tensorflow": tf.__version__,
        "python": sys.version.split()[0],
    }
    answer({"versions": json.dumps(versions)})
    for line in sys.stdin:
        request = json.loads(line)
        answer(getattr(run, request.pop("do"))(**request))


def answer(value):
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    main()
