"""The project's models in Keras 3, as its users write and train them.

Usage: training.py MODEL FOLDER JIT. FOLDER holds images.bin, uint8 [n, 96, 96],
labels.bin, float32 [n, 30] with NaN where missing, and weights.json and
weights.bin, the weights to start from. JIT is `jit` or `plain`. Answers each line
of JSON on standard input with one on standard output; the first one it prints
names versions.
"""

import json
import resource
import sys
import time
from functools import partial
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import layers


def build_cnn(use_dropout=True):
    x = image = keras.Input((96, 96, 1))
    for i, filters in enumerate([32, 64, 128]):
        at = f"block{i + 1}"
        x = layers.Conv2D(filters, 3, activation="relu", name=f"{at}_conv")(x)
        x = layers.MaxPooling2D(2)(x)
        x = norm(x, at)
        x = layers.Dropout(0.1 * (i + 1) if use_dropout else 0)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(512, activation="relu", name="dense1")(x)
    x = layers.Dropout(0.5 if use_dropout else 0)(x)
    return keras.Model(image, layers.Dense(30, name="coordinates")(x))


def build_resnet(use_dropout=True):
    image = keras.Input((96, 96, 1))
    x = layers.ZeroPadding2D(3)(image)
    x = layers.Conv2D(64, 7, strides=2, name="stem_conv")(x)
    x = layers.ReLU()(norm(x, "stem"))
    x = layers.MaxPooling2D(3, strides=2)(x)
    for stage, filters in enumerate([(64, 64, 256), (128, 128, 512)]):
        for block in range(3):
            at = f"stage{stage + 1}_block{block + 1}"
            x = residual_block(x, filters, at, first=block == 0)
    x = layers.AveragePooling2D(2)(x)
    x = layers.Flatten()(x)
    for i, units in enumerate([4096, 2048]):
        x = layers.Dense(units, activation="relu", name=f"dense{i + 1}")(x)
        x = layers.Dropout(0.2 if use_dropout else 0)(x)
    return keras.Model(image, layers.Dense(30, name="coordinates")(x))


def residual_block(x, filters, at, first):
    y = convolution(x, filters[0], 1, f"{at}_a")
    if first:
        y = layers.MaxPooling2D(2)(y)
    y = layers.ReLU()(norm(y, f"{at}_a"))
    y = convolution(y, filters[1], 3, f"{at}_b")
    y = layers.ReLU()(norm(y, f"{at}_b"))
    y = norm(convolution(y, filters[2], 1, f"{at}_c"), f"{at}_c")
    if first:
        x = convolution(x, filters[2], 1, f"{at}_shortcut")
        x = norm(layers.MaxPooling2D(2)(x), f"{at}_shortcut")
    return layers.ReLU()(layers.Add()([y, x]))


def convolution(x, filters, size, at):
    return layers.Conv2D(filters, size, padding="same", name=f"{at}_conv")(x)


def norm(x, at):
    return layers.BatchNormalization(momentum=0.9, name=f"{at}_norm")(x)


BUILD = {"cnn": build_cnn, "resnet": build_resnet}


def masked_mse(labels, predicted):
    """Mean squared error over the labels that are there."""
    present = tf.logical_not(tf.math.is_nan(labels))
    errors = tf.where(present, predicted - labels, tf.zeros_like(labels))
    return tf.reduce_sum(tf.square(errors)) / tf.reduce_sum(tf.cast(present, tf.float32))


class StepTimes(keras.callbacks.Callback):
    """When each step ended."""

    def __init__(self):
        super().__init__()
        self.ends = []

    def on_train_batch_end(self, batch, logs=None):
        self.ends.append(time.perf_counter())


class Contender:
    def __init__(self, model, folder, jit):
        self.name = model
        self.folder = Path(folder)
        self.images = np.fromfile(self.folder / "images.bin", np.uint8)
        self.images = self.images.reshape(-1, 96, 96, 1).astype(np.float32) / 255
        self.labels = np.fromfile(self.folder / "labels.bin", np.float32).reshape(-1, 30)
        self.model = BUILD[model]()
        self.jit = jit == "jit"

    def check(self, batch, rate):
        """What the model makes of copied weights: predictions, and the losses around a step of SGD."""
        load_weights(self.model, self.folder)
        x, y = self.images[:batch], self.labels[:batch]
        predictions = self.model.predict_on_batch(x)
        plain = BUILD[self.name](use_dropout=False)
        load_weights(plain, self.folder)
        losses = []
        for _ in range(2):
            with tf.GradientTape() as tape:
                loss = masked_mse(tf.constant(y), plain(x, training=True))
            gradients = tape.gradient(loss, plain.trainable_variables)
            for variable, gradient in zip(plain.trainable_variables, gradients, strict=True):
                variable.assign_sub(rate * gradient)
            losses.append(float(loss))
        return {
            "parameters": self.model.count_params(),
            "predictions": predictions.ravel().tolist(),
            "losses": losses,
        }

    def start(self, learning_rate):
        """Starts from the copied weights and the mean of the labels."""
        load_weights(self.model, self.folder)
        last = self.model.get_layer("coordinates")
        kernel, _ = last.get_weights()
        last.set_weights([np.zeros_like(kernel), np.nanmean(self.labels, axis=0)])
        self.model.compile(
            optimizer=keras.optimizers.Adam(learning_rate),
            loss=masked_mse,
            jit_compile=self.jit,
        )

    def train(self, batch, steps):
        count = (steps + 1) * batch
        times = StepTimes()
        self.model.fit(
            self.images[:count],
            self.labels[:count],
            batch_size=batch,
            verbose=0,
            callbacks=[times],
        )
        # The first step may compile; the others are timed from its end.
        return {"msPerStep": 1000 * float(np.median(np.diff(times.ends)))}

    def kernels(self, operations, repeats):
        return {"ms": [time_kernel(operation, repeats) for operation in operations]}

    def predict(self, count, batch):
        started = time.perf_counter()
        self.model.predict(self.images[:count], batch_size=batch, verbose=0)
        return {"imagesPerSecond": count / (time.perf_counter() - started)}

    def single(self, count):
        times = []
        for i in range(count):
            started = time.perf_counter()
            self.model.predict_on_batch(self.images[i : i + 1])
            times.append(1000 * (time.perf_counter() - started))
        return {"ms": float(np.median(times))}

    def memory(self):
        unit = 1 if sys.platform == "darwin" else 1024
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return {"peakMegabytes": peak * unit / 1e6}


def load_weights(model, folder):
    values = np.fromfile(folder / "weights.bin", np.float32)
    at = 0
    for layer in json.loads((folder / "weights.json").read_text()):
        weights = []
        for shape in layer["shapes"]:
            size = int(np.prod(shape))
            weights.append(values[at : at + size].reshape(shape))
            at += size
        model.get_layer(layer["name"]).set_weights(weights)


def time_kernel(operation, repeats):
    """Milliseconds of one convolution, gradient of one, or matrix product."""
    kind = operation["kind"]
    inputs = [tf.fill(shape, 0.5) for shape in operation["inputs"]]
    if kind == "MatMul":
        run = partial(
            tf.raw_ops.MatMul,
            a=inputs[0],
            b=inputs[1],
            transpose_a=operation["transposeA"],
            transpose_b=operation["transposeB"],
        )
    else:
        place = {
            "strides": [1, operation["stride"], operation["stride"], 1],
            "padding": operation["padding"].upper(),
        }
        if kind == "Conv2D":
            run = partial(tf.raw_ops.Conv2D, input=inputs[0], filter=inputs[1], **place)
        elif kind == "Conv2DBackpropInput":
            run = partial(
                tf.raw_ops.Conv2DBackpropInput,
                input_sizes=operation["output"],
                filter=inputs[0],
                out_backprop=inputs[1],
                **place,
            )
        else:
            run = partial(
                tf.raw_ops.Conv2DBackpropFilter,
                input=inputs[0],
                filter_sizes=operation["output"],
                out_backprop=inputs[1],
                **place,
            )
    run()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
    return 1000 * float(np.median(times))


def main():
    contender = Contender(*sys.argv[1:])
    answer({"versions": f"Keras {keras.__version__} on TensorFlow {tf.__version__}"})
    for line in sys.stdin:
        request = json.loads(line)
        method = getattr(contender, request.pop("do"))
        answer(method(**request) or {})


def answer(value):
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    main()
