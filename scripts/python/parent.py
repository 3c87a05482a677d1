"""Ends this process when the one that started it is gone.

A process that is killed outright cannot take its children along. They look by
themselves.
"""

import os
import signal
import threading
import time


def end_with_parent(seconds: float = 1.0) -> None:
    """Sends this process SIGTERM, its request to end in order, when orphaned."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(seconds)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
