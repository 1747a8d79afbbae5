"""A process of ours does as subprocess's: what it is given, says and complains of, how it ends, what it keeps open."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from svc.store.git import Git
from svc.store.process import Process, Watch

SCRIPTS = [
    ("import sys; sys.stdout.write(sys.stdin.read()[::-1]); sys.exit(3)", b"words"),
    ("import sys; sys.stdin.close(); sys.stderr.write('x' * 300000); print('y' * 300000)", b""),
    ("import sys; d = sys.stdin.buffer.read(); sys.stderr.buffer.write(d); sys.stdout.buffer.write(d)", b"z" * 500_000),
    ("import os; os.close(0); print('does not read')", b"z" * 500_000),
    ("import os; os.kill(os.getpid(), 15)", b""),
    ("import sys; print(repr(sys.stdin.read()))", None),
    ("import signal; print(signal.getsignal(signal.SIGPIPE))", b""),
]


@pytest.mark.parametrize(("script", "data"), SCRIPTS)
def test_it_says_what_subprocess_says(script: str, data: bytes | None) -> None:
    line = [sys.executable, "-S", "-c", script]
    done = subprocess.run(line, input=data or b"", capture_output=True, check=False)
    with Process(line, os.environ) as ours:
        assert (*ours.communicate(data), ours.returncode) == (done.stdout, done.stderr, done.returncode)


def test_it_keeps_open_what_it_is_told_to_and_nothing_else(tmp_path: Path) -> None:
    script = "import os, sys; print([int(n) for n in os.listdir('/proc/self/fd') if int(n) in map(int, sys.argv[1:])])"
    one, two = (os.open(tmp_path / name, os.O_RDWR | os.O_CREAT) for name in "ab")
    with Process([sys.executable, "-c", script, str(one), str(two)], os.environ, inherit=[one]) as ours:
        assert ours.communicate()[0].decode() == f"[{one}]\n"
    assert not os.get_inheritable(one)
    os.close(one)
    os.close(two)


def test_one_that_takes_too_long_is_ended() -> None:
    with Process(["/bin/sh", "-c", "exec sleep 60"], os.environ) as ours, pytest.raises(TimeoutError):
        ours.communicate(timeout=0.1)
    assert ours.returncode == -9


def test_one_that_is_not_there_is_told() -> None:
    with pytest.raises(FileNotFoundError):
        Process(["/nowhere/git"], os.environ)


def test_closed_standard_streams_do_no_harm(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import os, sys\n"
        "from svc.store.process import Process\n"
        "with Process(['/bin/sh', '-c', 'cat; echo bad >&2'], os.environ) as ours:\n"
        "    said = ours.communicate(b'good')\n"
        f"open({str(tmp_path / 'said')!r}, 'w').write(repr(said))\n"
    )
    root = Path(__file__).resolve().parent.parent.parent
    subprocess.run(["/bin/sh", "-c", f"exec {sys.executable} {script} <&- >&- 2>&-"], check=True,
                   env={**os.environ, "PYTHONPATH": str(root)})  # fmt: skip
    assert (tmp_path / "said").read_text() == repr((b"good", b"bad\n"))


def test_a_watch_acts_unless_it_is_ended() -> None:
    acts: list[int] = []
    ended, left = Watch(30, lambda: acts.append(1)), Watch(0.01, lambda: acts.append(2))
    ended.end()
    time.sleep(0.2)
    left.end()
    assert (acts, ended.acted, left.acted) == ([2], False, True)


def test_git_works_beside_us_and_is_ended_where_nobody_asks(tmp_path: Path) -> None:
    git = Git(tmp_path)
    with git.beside("hash-object", "--stdin") as answer:
        done = answer(b"words")
    assert done == git.call("hash-object", "--stdin", data=b"words")
    with git.beside("cat-file", "--batch-check"):  # would wait for our words
        pass
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
