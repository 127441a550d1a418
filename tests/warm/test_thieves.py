"""Kernels start whatever others hold: every port of the machine may be taken, and the names of their sockets too."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
import small_batch

from salestoolkit.data.private_folder import private_folder
from salestoolkit.reports.machine import descendants

pytestmark = [
    pytest.mark.fault,
    pytest.mark.slow,
    pytest.mark.skipif(not descendants.safe(), reason="kernels are forked on Linux only"),
]

AT_ONCE, EACH = 12, 4
FEW_PORTS = ("unshare", "-rn", "sh", "-c", 'echo 50000 50003 > /proc/sys/net/ipv4/ip_local_port_range && "$@"', "sh")
WITHOUT_A_PORT = """
import pathlib, socket, sys
import small_batch

thieves = []
while len(thieves) < 9:
    try:
        thieves.append(socket.create_server(("", 0)))
    except OSError:
        made = small_batch.run(pathlib.Path(sys.argv[1]), 3, "6 * 7", "warm")
        print([(outcome.error, outcome.attempts) for outcome in made])
        break
"""


def test_twelve_kernels_at_once_start_and_none_is_tried_again(tmp_path: Path) -> None:
    made = small_batch.run(tmp_path / "out", AT_ONCE * EACH, "6 * 7", "warm", jobs=AT_ONCE)
    assert [(outcome.error, outcome.attempts) for outcome in made] == [("", 1)] * AT_ONCE * EACH


def test_whoever_listens_on_the_names_of_a_kernels_sockets_first_hears_nothing(
    execute: Callable[..., Any], tmp_path: Path
) -> None:
    folder = private_folder()
    assert folder.stat().st_mode & 0o077 == 0
    thieves = [socket.socket(socket.AF_UNIX) for _ in range(5)]
    for number, thief in enumerate(thieves, 1):
        thief.bind(f"{folder}/kernel-ipc-{number}")
        thief.listen()
        thief.setblocking(False)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("6 * 7")])
    nbformat.write(notebook, tmp_path / "small.ipynb")
    try:
        (cell,) = execute(tmp_path / "small.ipynb", "warm", folder).cells
        assert cell.outputs[0].data["text/plain"] == "42"
        for thief in thieves:
            with pytest.raises(BlockingIOError):
                thief.accept()
    finally:
        for thief in thieves:
            thief.close()
        shutil.rmtree(folder)


if shutil.which("unshare") and subprocess.run([*FEW_PORTS, "true"], capture_output=True).returncode == 0:

    def test_kernels_start_where_not_one_port_is_left(tmp_path: Path) -> None:
        command = [*FEW_PORTS, sys.executable, "-c", WITHOUT_A_PORT, tmp_path / "out"]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert done.stdout == f"{[('', 1)] * 3}\n", done.stderr
