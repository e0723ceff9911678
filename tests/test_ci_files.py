"""What CI users copy: the workflows and the hook of pre-commit, tried as far as can be without their services."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from pre_commit.clientlib import InvalidManifestError, load_config, load_manifest

import convention_variants as cv
from commands import make_draft
from conftest import CHECKOUT
from convention_variants.render.pdf import PANGO_HINT

WORKFLOWS = sorted((CHECKOUT / ".github" / "workflows").glob("*.yml"))
EDITIONS = CHECKOUT / ".github" / "workflows" / "editions.yml"
HOOKS = CHECKOUT / ".pre-commit-hooks.yaml"
HOOK = "convention-variants-check"
# What a step may not do here: it needs root, or a registry of packages.
NEEDS_MORE = re.compile(r"sudo |pip install |make docs")
TEXT = "Of [computer data] [digital information].\n"
VARIANTS = """\
[terms.data.options]
computer.forms = ["computer data"]
digital.forms = ["digital information"]
[profiles.computer]
choose = { data = "computer" }
[profiles.digital]
choose = { data = "digital" }
"""


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command that finds our own on its path, and git and pre-commit with nothing of this user's."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "PRE_COMMIT_HOME": str(cwd.parent / "pre-commit"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, check=False, text=True, encoding="utf-8"
    )


def by_schema(workflow: Path) -> subprocess.CompletedProcess[str]:
    """Hold a workflow against the schema that check-jsonschema brings."""
    return run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", workflow, cwd=workflow.parent)


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    """Return a repository of two small drafts with profiles that fit them."""
    repository = tmp_path / "drafts"
    (repository / "source").mkdir(parents=True)
    for name in ("first", "second"):
        make_draft(repository / "source" / name, TEXT, VARIANTS)
    return commit(repository)


def commit(folder: Path) -> Path:
    """Make a folder a git repository with all that is in it committed."""
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "All"]):
        done = run("git", *arguments, cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder


# The workflows


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_are_valid(workflow: Path):
    """GitHub's schema of workflows accepts each of ours."""
    done = by_schema(workflow)
    assert done.returncode == 0, done.stdout


def test_the_schema_of_workflows_refuses_what_is_wrong(tmp_path: Path):
    """The schema is one that finds faults: a permission that there is not is one."""
    (tmp_path / "wrong.yml").write_text(
        EDITIONS.read_text(encoding="utf-8").replace("contents: read", "content: read"), encoding="utf-8"
    )
    done = by_schema(tmp_path / "wrong.yml")
    assert done.returncode == 1
    assert "$.permissions: {'content': 'read'}" in done.stdout


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_ask_for_little(workflow: Path):
    """A workflow may read, and where it publishes write Pages; it runs actions of GitHub alone, by major version."""
    data = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    assert data["permissions"] == {"contents": "read"}
    granted = {name: job["permissions"] for name, job in data["jobs"].items() if "permissions" in job}
    assert granted in ({}, {"publish": {"pages": "write", "id-token": "write"}})
    assert "concurrency" in data
    uses = [step["uses"] for job in data["jobs"].values() for step in job["steps"] if "uses" in step]
    assert [one for one in uses if not re.fullmatch(r"actions/[a-z-]+@v\d+", one)] == []


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_run_what_is_known(workflow: Path):
    """The packages of Pango are those that our own message names, and nothing of an event becomes a command."""
    scripts = "".join(commands(workflow))
    packages = set(re.findall(r"lib[\w.-]+\d", PANGO_HINT))
    assert len(packages) == 3
    assert packages <= set(scripts.split())
    assert "${{" not in scripts


def commands(workflow: Path) -> list[str]:
    """Return what the steps of a workflow run, in their order."""
    jobs = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]
    return [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]


def run_steps(folder: Path) -> list[subprocess.CompletedProcess[str]]:
    """Run the steps of the editions' workflow as GitHub does, up to the first that fails."""
    done = []
    for script in commands(EDITIONS):
        if not NEEDS_MORE.search(script):
            done.append(run("bash", "-e", "-c", script, cwd=folder))
            if done[-1].returncode:
                break
    return done


def test_what_is_not_tried_is_the_installation():
    """Of the steps of the workflow only these are not run below: they need root or a registry.

    The manual is built in test_manual.py.
    """
    tried = [not NEEDS_MORE.search(script) for script in commands(EDITIONS)]
    assert tried == [False, False, True, True, True, False, True]
    assert os.access(CHECKOUT / ".ci" / "run", os.X_OK)


def test_the_workflow_builds_a_repository_of_drafts(drafts: Path):
    """Every step ends well, the folder has what Pages shows, and with it from a cache nothing is made again."""
    checked, built, verified, put = run_steps(drafts)
    assert [one.returncode for one in (checked, built, verified, put)] == [0, 0, 0, 0], built.stderr
    assert (drafts / "site" / "index.html").is_file()
    assert checked.stdout == ""
    assert (drafts / "editions" / "index.html").is_file()
    assert len([*drafts.glob("editions/*/*.pdf")]) == 2 * 3  # two editions and their comparison
    (drafts / "source" / "first" / "draft.md").touch()
    assert " 0 built" in run_steps(drafts)[1].stderr


def test_the_workflow_checks_our_own_draft():
    """In this repository the check of the workflow ends well, and annotates notes alone."""
    check = next(script for script in commands(EDITIONS) if " check " in script)
    done = run("bash", "-e", "-c", check, cwd=CHECKOUT)
    assert done.returncode == 0, done.stdout
    assert {line.partition(" ")[0] for line in done.stdout.splitlines()} == {"::notice"}


@pytest.mark.parametrize(
    ("file", "text", "status", "annotated"),
    [
        ("draft.md", "Of [computer data.\n", 1, "::error file=source/second/draft.md,line=1,col=4"),
        (
            "draft.md",
            "Of [computer data] [digital infomation].",
            1,
            "::warning file=source/second/draft.md,line=1,col=20",
        ),
        ("variants.toml", VARIANTS + "[profiles.none]\n", 1, "::error file=source/second/draft.md,line=1,col=4"),
        (
            "variants.toml",
            '[profiles.p]\nchoose = { date = "a" }\n',
            2,
            "::error file=source/second/variants.toml,line=2",
        ),
    ],
)
def test_the_workflow_is_red(file: str, text: str, status: int, annotated: str, drafts: Path):
    """A broken bracket, a slip in a wording, a profile that leaves a choice open and a wrong file are annotated."""
    (drafts / "source" / "second" / file).write_text(text, encoding="utf-8")
    (checked,) = run_steps(drafts)
    assert checked.returncode == status
    assert [line for line in checked.stdout.splitlines() if line.startswith(annotated)], checked.stdout
    assert "::error file=source/second/" in checked.stdout


# The hook


def test_the_hooks_are_valid(tmp_path: Path):
    """Pre-commit accepts the hook, and would not accept one without a language."""
    (hook,) = load_manifest(str(HOOKS))
    assert hook["id"] == HOOK
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(HOOKS.read_text(encoding="utf-8").replace("language:", "tongue:"), encoding="utf-8")
    with pytest.raises(InvalidManifestError, match="language"):
        load_manifest(str(wrong))


@pytest.fixture
def hooked(drafts: Path, tmp_path: Path) -> Path:
    """Return the repository of drafts with the configuration that the manual shows.

    Its hook comes from a repository that has nothing but the hook's definition, and runs the command that is installed:
    an environment of its own would need a registry.
    """
    ours = tmp_path / "ours"
    ours.mkdir()
    shutil.copy(HOOKS, ours)
    head = run("git", "rev-parse", "HEAD", cwd=commit(ours)).stdout.strip()
    config = shown_config()
    config["repos"][0].update(repo=str(ours), rev=head)
    config["repos"][0]["hooks"][0]["language"] = "system"
    (drafts / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return drafts


def shown_config() -> dict[str, Any]:
    """Return the configuration of pre-commit that the manual shows."""
    page = (CHECKOUT / "docs" / "ci.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"(?<=^```yaml\n).*?(?=^```$)", page, re.DOTALL | re.MULTILINE)
    config: dict[str, Any] = yaml.safe_load(block)
    return config


def test_the_manual_shows_the_hook(tmp_path: Path):
    """What the manual shows is a configuration that pre-commit accepts, of our hook, at our version."""
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(shown_config()), encoding="utf-8")
    (repository,) = load_config(str(tmp_path / "config.yaml"))["repos"]
    assert repository["rev"] == f"v{cv.__version__}"
    assert [hook["id"] for hook in repository["hooks"]] == [HOOK]


def test_the_readme_leads_to_the_workflow():
    """The file, the step and the job that the README has a user look for are there."""
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## For a CI job")[2].partition("\n## ")[0]
    (link,) = re.findall(r"\(([^):]+\.yml)\)", section)
    jobs = yaml.safe_load((CHECKOUT / link).read_text(encoding="utf-8"))["jobs"]
    (step,) = re.findall(r'step "([^"]+)"', section)
    assert [one["run"] for one in jobs["build"]["steps"] if one.get("name") == step] == ["pip install ."]
    assert re.findall(r"the job `(\w+)`", section) == [[*jobs][-1]]


def test_the_hook_lets_good_drafts_pass(hooked: Path):
    """A repository whose drafts are in order passes, and the hook has looked at each of them once."""
    (hooked / "source" / "notes.md").write_text("Not [a draft.", encoding="utf-8")
    run("git", "add", "-A", cwd=hooked)
    done = run("pre-commit", "run", "--all-files", "--verbose", cwd=hooked)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout
    assert done.stdout.count("profile digital: 1 of 1 decided") == 2


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("draft.md", "Of [computer data.\n", "source/first/draft.md:1:4: error: unmatched opening bracket"),
        ("draft.md", "Of [computer data] [digital infomation].", "source/first/draft.md:1:20: warning: [digital infom"),
        (
            "variants.toml",
            VARIANTS + "[profiles.none]\n",
            "text.1 is open under profile none: the profile has no option for term data",
        ),
        ("draft.md", b"caf\xe9 [a].", "source/first/draft.md:1:4"),
    ],
)
def test_the_hook_stops_a_commit(file: str, text: str | bytes, said: str, hooked: Path):
    """What is wrong stops the commit, whether the draft is in it or its variants.toml, and is shown once."""
    (hooked / "source" / "first" / file).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    run("git", "add", "source", cwd=hooked)
    done = run("pre-commit", "run", cwd=hooked)
    assert done.returncode == 1
    assert done.stdout.count(said) == 1, done.stdout
    assert "source/second" not in done.stdout
