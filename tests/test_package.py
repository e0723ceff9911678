"""The package as it is installed: from the wheel, editable, and from the checkout, run from somewhere else."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

FORMATS = {"md": b"# Draft text of the convention", "html": b"<!DOCTYPE html>", "pdf": b"%PDF-", "docx": b"PK"}
WHERE = "import convention_variants; print(convention_variants.__file__)"
FIND = "import importlib.util as util; print(util.find_spec('convention_variants'))"
# What of this process must not help: the environment under test has only what was installed into it.
HELP = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTHONSTARTUP")


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run a command in a folder without any help from this process, and return its standard output."""
    own = {name: value for name, value in os.environ.items() if name not in HELP}
    done = subprocess.run(command, cwd=cwd, env={**own, **environment}, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def pip(python: str | Path, *arguments: str | Path, cwd: Path) -> None:
    """Run pip for an environment, which needs none of its own."""
    run(sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check", *arguments, "-q", cwd=cwd)


def render_everything(command: list[str | Path], draft: Path, folder: Path, **environment: str) -> None:
    """Render the shipped draft to all formats with a command, from a folder that is no checkout."""
    folder.mkdir()
    for ending, start in FORMATS.items():
        run(*command, "render", draft, "-p", "ict", "-o", f"reading.{ending}", cwd=folder, **environment)
        assert (folder / f"reading.{ending}").read_bytes().startswith(start)
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"reading.{ending}" for ending in FORMATS)


def test_wheel_and_editable_install(checkout: Path, draft_folder: Path, tmp_path: Path):
    """The wheel in an empty environment renders the shipped draft to all formats; so does an editable install.

    One test for both, since an environment takes its time: the editable install comes into the same one, in the
    place of the wheel.
    """
    wheels, environment = tmp_path / "wheels", tmp_path / "environment"
    pip(sys.executable, "wheel", "--no-deps", "--wheel-dir", wheels, checkout, cwd=tmp_path)
    wheel = next(wheels.glob("convention_variants-*.whl"))
    names = zipfile.ZipFile(wheel).namelist()
    templates = checkout / "templates"
    files = [path.relative_to(templates).as_posix() for path in templates.rglob("*") if path.is_file()]
    shipped = {f"convention_variants/templates/{file}" for file in files}
    assert shipped <= set(names)
    assert "convention_variants/py.typed" in names
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"convention_variants"}

    run(sys.executable, "-m", "venv", "--without-pip", environment, cwd=tmp_path)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / Path(sys.executable).name
    assert run(python, "-c", FIND, cwd=tmp_path) == "None\n"
    pip(python, "install", "--no-compile", wheel, cwd=tmp_path)
    assert Path(run(python, "-c", WHERE, cwd=tmp_path).strip()).is_relative_to(environment)
    render_everything([scripts / "convention-variants"], draft_folder, tmp_path / "from-wheel")

    pip(python, "install", "--no-deps", "--editable", checkout, cwd=tmp_path)
    assert Path(run(python, "-c", WHERE, cwd=tmp_path).strip()).parent == checkout / "convention_variants"
    command = [scripts / "convention-variants", "render", draft_folder, "-p", "ict", "-o", "editable.html"]
    run(*command, cwd=tmp_path)
    assert (tmp_path / "editable.html").read_bytes() == (tmp_path / "from-wheel" / "reading.html").read_bytes()


@pytest.mark.parametrize("ending", ["md", "html"])
def test_checkout(checkout: Path, draft_folder: Path, tmp_path: Path, ending: str):
    """From a checkout that is only on the path, `python -m` finds its templates, from any folder."""
    environment = {"PYTHONPATH": str(checkout)}
    assert (
        Path(run(sys.executable, "-c", WHERE, cwd=tmp_path, **environment).strip()).parent
        == checkout / "convention_variants"
    )
    command = [sys.executable, "-m", "convention_variants", "render", draft_folder, "-p", "ict", "-o", f"a.{ending}"]
    run(*command, cwd=tmp_path, **environment)
    assert (tmp_path / f"a.{ending}").read_bytes().startswith(FORMATS[ending])
