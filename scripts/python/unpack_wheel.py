"""Takes libraries out of a TensorFlow wheel.

    python unpack_wheel.py FOLDER_OF_THE_WHEEL DESTINATION NAME [NAME ...]
"""

import pathlib
import shutil
import sys
import zipfile


def main(folder: str, destination: str, *names: str) -> None:
    wheels = list(pathlib.Path(folder).glob("*.whl"))
    if len(wheels) != 1:
        sys.exit(f"unpack_wheel: {len(wheels)} wheels in {folder}; expected one")
    target = pathlib.Path(destination)
    target.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheels[0]) as wheel:
        for name in names:
            # Reading a member to its end checks its sum.
            with wheel.open(f"tensorflow/{name}") as source:
                with open(target / name, "wb") as file:
                    shutil.copyfileobj(source, file, 1 << 20)
    wheels[0].unlink()


if __name__ == "__main__":
    main(*sys.argv[1:])
