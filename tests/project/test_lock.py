"""The lock: every dependency pinned with hashes, no address in it, and conda's environment uses it too."""

from __future__ import annotations

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "constraints.txt").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
EXTRAS = PROJECT["optional-dependencies"]
DECLARED = [*PROJECT["dependencies"], *PYPROJECT["build-system"]["requires"], *chain(*EXTRAS.values())]


def pins() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", LOCK, re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


@pytest.mark.parametrize("line", sorted(set(DECLARED)))
def test_the_lock_satisfies_every_declared_dependency(line: str) -> None:
    wanted = Requirement(line)
    versions = pins().get(canonicalize_name(wanted.name), [])
    assert versions, f"{wanted.name} is not in constraints.txt: run 'make lock'"
    assert all(wanted.specifier.contains(version) for version in versions)


@pytest.mark.parametrize("line", sorted(set(DECLARED)))
def test_every_dependency_has_a_floor(line: str) -> None:
    assert any(part.operator in (">=", "==") for part in Requirement(line).specifier)


def test_every_dependency_has_a_ceiling_but_the_time_zones() -> None:
    open_ended = {
        Requirement(line).name
        for line in DECLARED
        if not any(part.operator == "<" for part in Requirement(line).specifier)
    }
    assert open_ended == {"tzdata"}  # numbered by year: a ceiling would keep new time-zone rules out


def test_the_lock_names_no_address() -> None:
    assert not re.search(r"://|\bfile:|^-|^\s*--(?!hash=sha256:)| @ ", LOCK, re.MULTILINE)
    hosts = re.findall(r"\b[a-z0-9-]+\.(?:org|com|net|io|dev|local)\b", LOCK)
    assert not hosts


def test_every_pin_has_a_hash() -> None:
    for block in re.split(r"\n(?=[A-Za-z])", LOCK.split("\n", 1)[1]):
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_conda_gets_the_same_python_and_the_same_lock() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    *from_conda, from_pip = environment["dependencies"]
    assert environment["name"] == PROJECT["name"]
    assert from_conda == [f"python{PROJECT['requires-python']}", "pip"]
    assert from_pip == {"pip": ["-r constraints.txt"]}


def test_the_test_group_equals_the_test_extra() -> None:
    assert PYPROJECT["dependency-groups"]["test"] == EXTRAS["test"]
