"""The points of a face in a Gradio app with Keras, as such apps are published.

Usage: app.py PORT MODEL. MODEL is a file of Keras; one that is missing is made,
with random weights: a trained one takes the same time. The photo is shrunk to
96x96 as a whole, for such an app is given a face and searches none.
"""

import os
import sys

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
import keras
import numpy as np
from keras import layers
from PIL import ImageDraw

SIDE = 96


def build_cnn():
    x = image = keras.Input((SIDE, SIDE, 1))
    for filters in [32, 64, 128]:
        x = layers.Conv2D(filters, 3, activation="relu")(x)
        x = layers.MaxPooling2D(2)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(500, activation="relu")(x)
    x = layers.Dense(500, activation="relu")(x)
    return keras.Model(image, layers.Dense(30)(x))


def main(port, path):
    if not os.path.exists(path):
        keras.utils.set_random_seed(0)
        build_cnn().save(path)
    model = keras.models.load_model(path)

    def points(photo):
        grey = np.asarray(photo.convert("L").resize((SIDE, SIDE)), np.float32)
        predicted = model.predict_on_batch(grey[None, ..., None] / 255)
        return (predicted.reshape(15, 2) * np.array(photo.size) / SIDE).tolist()

    def draw(photo):
        drawn = photo.convert("RGB")
        pen = ImageDraw.Draw(drawn)
        radius = max(photo.size) / 100
        for x, y in points(photo):
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), "orange")
        return drawn

    with gr.Blocks() as app:
        gr.Interface(draw, gr.Image(type="pil"), gr.Image(), api_name="draw")
        with gr.Row(visible=False):  # what a program asks, as numbers
            gr.Interface(points, gr.Image(type="pil"), gr.JSON(), api_name="points")
    app.launch(server_name="127.0.0.1", server_port=int(port), quiet=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
