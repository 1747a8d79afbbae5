"""Git's other end of a line that is cut: ``cutting.py upload-pack|receive-pack BYTES FOLDER``.

So many bytes of the pack's way are passed on (of a fetch what the remote says, of a push what it hears), then both
ends are killed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading


def _pump(source: int, goal: int, most: int) -> int:
    """Pass bytes on until there are no more, or so many; what may still be passed."""
    while most and (piece := os.read(source, min(most, 4096))):
        os.write(goal, piece)
        most -= len(piece)
    return most


def main(verb: str, count: int, folder: str) -> None:
    with subprocess.Popen(["git", verb, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as there:
        assert there.stdin
        assert there.stdout
        hears, says = there.stdin.fileno(), there.stdout.fileno()
        far = 1 << 40
        ways = ((0, hears, far), (says, 1, count)) if verb == "upload-pack" else ((says, 1, far), (0, hears, count))
        threading.Thread(target=_pump, args=ways[0], daemon=True).start()
        if _pump(*ways[1]) == 0:
            there.kill()
            os.kill(os.getpid(), signal.SIGKILL)
        os.close(hears) if verb == "receive-pack" else None


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
