"""install.py as a user runs it, in a copy of the project with a space and an umlaut in its path."""

import json

import pytest
from fake_project import FakeProject

from daemon.setup.torch_build import CUDA_INDEX

CPU = ("--build", "cpu")


@pytest.fixture
def project(tmp_path):
    made = FakeProject(tmp_path)
    made.add_environment()
    return made


def pip_calls(project):
    return [call for call in project.calls() if call.startswith("-m pip install")]


def test_installs_torch_then_the_rest_then_itself(project):
    done = project.install(*CPU)

    assert done.returncode == 0, done.stderr
    torch, others, itself = pip_calls(project)
    assert "--no-deps torch==2.13.0+cpu torchvision==0.28.0" in torch
    assert others.endswith(f"--no-deps -r {project.root / 'requirements.txt'}")
    assert itself.endswith(f"--no-deps --no-build-isolation -e {project.root}")


def test_gpu_kernels_come_with_the_cuda_build(project):
    project.install("--build", "cuda")

    kernels = pip_calls(project)[2]
    assert kernels.endswith(
        f"-r {project.root / 'requirements-cuda.txt'} -c {project.root / 'requirements.txt'}"
    )
    assert "--no-deps" not in kernels  # the compiler's libraries are known to pip alone


def test_gpu_kernels_fit_the_cuda_of_pytorch(project):
    lines = (project.root / "requirements-cuda.txt").read_text(encoding="utf-8").splitlines()

    (toolkit,) = (line.split()[0] for line in lines if line.startswith("cuda-toolkit=="))
    major = CUDA_INDEX.rpartition("/cu")[2][:2]
    assert toolkit.startswith(f"cuda-toolkit=={major}.")
    assert any(line.startswith(f"numba-cuda[cu{major}]==") for line in lines)


def test_downloads_are_announced_with_their_size_and_their_time(project):
    done = project.install(*CPU)

    lines = [line for line in done.stdout.splitlines() if line.startswith("Installing")]
    assert lines == [
        "Installing PyTorch's CPU build (about 200 MB), which can take some minutes",
        "Installing the other packages (about 200 MB), which can take some minutes",
        "Installing the program itself",
    ]


def test_second_run_installs_nothing(project):
    project.install(*CPU)
    project.calls()

    done = project.install(*CPU)

    assert done.returncode == 0
    assert project.calls() == []


@pytest.mark.parametrize("changed", ["requirements.txt", "requirements-cuda.txt", "pyproject.toml"])
def test_changed_requirements_are_installed_again(project, changed):
    project.install(*CPU)
    project.calls()
    with open(project.root / changed, "a", encoding="utf-8") as file:
        file.write("\n# changed\n")

    project.install(*CPU)

    assert len(pip_calls(project)) == 3


def test_another_build_is_installed_again(project):
    project.install(*CPU)
    project.calls()

    project.install("--build", "cuda")

    torch = pip_calls(project)[0]
    assert "torch===2.13.0 torchvision===0.28.0" in torch
    assert "--no-deps" not in torch


def test_later_runs_keep_the_build_that_was_asked_for(project):
    project.install("--build", "cuda")
    project.calls()

    done = project.install()

    assert done.returncode == 0
    assert project.calls() == []


def test_general_build_is_taken_only_where_the_cpu_build_is_out_of_reach(project):
    text = "ERROR: No matching distribution found for torch==2.13.0+cpu"

    done = project.install(*CPU, FAIL_ON="2.13.0+cpu", FAIL_TEXT=text)

    assert done.returncode == 0, done.stderr
    assert "torch===2.13.0" in pip_calls(project)[1]
    assert "about 3 GB" in done.stdout


def test_interrupted_installation_goes_on(project):
    failed = project.install(
        *CPU, FAIL_ON="requirements.txt", FAIL_TEXT="ConnectionResetError: Connection reset"
    )
    project.calls()

    done = project.install(*CPU)

    assert failed.returncode == 2
    assert done.returncode == 0
    assert len(pip_calls(project)) == 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full."),
        ("Retrying: NewConnectionError('...: Temporary failure in name resolution')", "could not be reached"),
        ("ERROR: No matching distribution found for lxml==5.4.0", "There is no build of lxml==5.4.0"),
        ("PermissionError: [Errno 13] Permission denied: '/x'", "cannot be written to"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "secure connection"),
        ("Segmentation fault", "did not work"),
    ],
)
def test_failure_is_one_sentence_with_the_next_step(project, text, sentence):
    done = project.install(*CPU, FAIL_ON="-r ", FAIL_TEXT=text)

    assert done.returncode == 2
    assert sentence in done.stderr
    assert "again" in done.stderr or "another Python" in done.stderr
    assert str(project.root / "out" / "install.log") in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_failure_without_network_names_the_network_and_not_the_package(project):
    text = "NewConnectionError: refused\nERROR: No matching distribution found for torch==2.13.0"

    done = project.install(*CPU, FAIL_ON="torch==", FAIL_TEXT=text)

    assert done.returncode == 2
    assert "could not be reached" in done.stderr


def test_extension_is_put_into_inkscapes_folder(project):
    project.add_inkscape()

    done = project.install(*CPU)

    record = json.loads((project.extension / "installation.json").read_text(encoding="utf-8"))
    assert record["python"] == str(project.root / ".venv" / "bin" / "python")
    assert record["main"] == str(project.root / "daemon" / "__main__.py")
    assert (project.extension / "inkscape_ext" / "refine_selected_paths.inx").is_file()
    assert (project.extension / "protocol" / "codec.py").is_file()
    assert not list(project.extension.rglob("__pycache__"))
    assert str(project.extension) in done.stdout


def test_absent_inkscape_is_said_and_does_not_stop_the_installation(project):
    done = project.install(*CPU)

    assert done.returncode == 0
    assert "Inkscape was not found" in done.stdout
    assert "run this again" in done.stdout


def test_check_before_the_installation_says_what_to_do(project):
    done = project.install("--check")

    assert done.returncode == 1
    assert "Run: python3 install.py" in done.stderr


def test_check_after_the_installation_is_the_doctor(project):
    project.install(*CPU)
    project.calls()

    done = project.install("--check")

    assert done.returncode == 0
    assert project.calls() == ["doctor"]


def test_demo_refines_the_bundled_sketch(project):
    done = project.install("--demo", *CPU)

    call = project.calls()[-1]
    assert done.returncode == 0
    assert call.startswith(f"run {project.root / 'examples' / 'motorcycle.svg'}")
    for made in ("motorcycle.svg", "before_after.png", "stages", "report.json"):
        assert str(project.root / "out" / "demo" / made) in done.stdout


def test_lines_come_in_the_order_in_which_things_happen(project):
    project.add_inkscape()

    done = project.install("--demo", *CPU, SAY_ON="run ", SAY_TEXT="refining")

    assert done.stdout.index("Put the extension into") < done.stdout.index("refining")
    assert done.stdout.index("refining") < done.stdout.index("before and after:")


def test_failed_demo_fails(project):
    done = project.install("--demo", *CPU, FAIL_ON="run ", FAIL_TEXT="")

    assert done.returncode == 1


def test_uninstall_removes_what_was_put_and_nothing_else(project):
    project.add_inkscape()
    project.install(*CPU)
    neighbour = project.extension.parent / "neighbour" / "other.inx"
    neighbour.parent.mkdir()
    neighbour.write_text("<inx/>", encoding="utf-8")
    drawing = project.root / "out" / "mine.svg"
    drawing.write_text("<svg/>", encoding="utf-8")
    project.calls()

    done = project.install("--uninstall")

    assert done.returncode == 0, done.stderr
    assert project.calls() == ["forget"]
    assert not project.extension.exists()
    assert not (project.root / ".venv").exists()
    assert not (project.root / "out" / "install.log").exists()
    assert neighbour.exists()
    assert drawing.exists()
    assert (project.root / "requirements.txt").exists()
    for gone in (project.extension, project.root / ".venv"):
        assert f"Removed {gone}" in done.stdout


def test_uninstall_with_a_broken_environment_says_what_it_could_not_do(project):
    done = project.install("--uninstall", FAIL_ON="forget", FAIL_TEXT="")

    assert done.returncode == 1
    assert "run install.py, then this again" in done.stdout
    assert not (project.root / ".venv").exists()


def test_uninstall_twice_is_fine(project):
    project.install("--uninstall")

    done = project.install("--uninstall")

    assert done.returncode == 0
    assert "Removed" not in done.stdout
