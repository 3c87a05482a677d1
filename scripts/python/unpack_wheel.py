"""Takes files out of a wheel, under their names in it, and deletes the wheel.

python unpack_wheel.py FOLDER_OF_THE_WHEEL DESTINATION PATTERN [PATTERN ...]
"""

import fnmatch
import pathlib
import shutil
import sys
import zipfile


def main(folder: str, destination: str, *patterns: str) -> None:
    wheels = list(pathlib.Path(folder).glob("*.whl"))
    if len(wheels) != 1:
        sys.exit(f"unpack_wheel: {len(wheels)} wheels in {folder}; expected one")
    with zipfile.ZipFile(wheels[0]) as wheel:
        for pattern in patterns:
            members = fnmatch.filter(wheel.namelist(), pattern)
            if not members:
                sys.exit(f"unpack_wheel: no {pattern} in {wheels[0].name}")
            for name in members:
                unpack(wheel, name, pathlib.Path(destination))
    wheels[0].unlink()


def unpack(wheel: zipfile.ZipFile, name: str, destination: pathlib.Path) -> None:
    target = destination / name
    target.parent.mkdir(parents=True, exist_ok=True)
    # Reading a member to its end checks its sum.
    with wheel.open(name) as source, open(target, "wb") as file:
        shutil.copyfileobj(source, file, 1 << 20)
    # `zipfile` forgets that a program can be run.
    mode = wheel.getinfo(name).external_attr >> 16
    target.chmod(0o755 if mode & 0o100 else 0o644)


if __name__ == "__main__":
    main(*sys.argv[1:])
