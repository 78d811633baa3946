"""Before and after, and the stages, as PNG files."""

import array
import io

import pytest
from PIL import Image

from daemon.cli.files import FileError, write_whole
from daemon.cli.pictures import Pictures, side_by_side
from protocol.messages import Preview


def preview(step, colour, width=64, height=48):
    return Preview("job", step, width, height, array.array("B", bytes(colour) * (width * height)))


def test_first_preview_is_before_and_last_is_after():
    pictures = Pictures()
    for step, colour in ((0, (255, 0, 0)), (3, (0, 255, 0)), (7, (0, 0, 255))):
        pictures.take(preview(step, colour))

    image = Image.open(io.BytesIO(pictures.before_after("a boat")))

    assert image.width > 2 * 64
    row = [image.getpixel((x, image.height // 2)) for x in range(image.width)]
    assert row.index((255, 0, 0)) < row.index((0, 0, 255))
    assert (0, 255, 0) not in row
    assert row.count((255, 0, 0)) == row.count((0, 0, 255)) == 64


def test_without_previews_there_is_no_picture():
    assert Pictures().before_after("a boat") is None


def test_long_prompt_is_cut_to_its_picture():
    images = [Image.new("RGB", (64, 48)), Image.new("RGB", (64, 48))]

    sheet = side_by_side(images, ("before", "a very long prompt " * 20))

    assert sheet.size == side_by_side(images, ("before", "short")).size


def test_each_preview_is_a_stage_and_old_stages_go(tmp_path):
    folder = tmp_path / "made" / "stages"
    folder.mkdir(parents=True)
    (folder / "stage_00099.png").write_bytes(b"old")
    (folder / "my own.png").write_bytes(b"mine")

    pictures = Pictures(folder)
    pictures.take(preview(0, (9, 8, 7)))
    pictures.take(preview(12, (1, 2, 3)))

    assert sorted(path.name for path in folder.iterdir()) == [
        "my own.png",
        "stage_00000.png",
        "stage_00012.png",
    ]
    stage = Image.open(folder / "stage_00012.png")
    assert (stage.size, stage.getpixel((5, 5))) == ((64, 48), (1, 2, 3))


def test_stages_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(FileError, match="--preview-dir"):
        Pictures(tmp_path / "file")


def test_written_file_keeps_permissions_and_links(tmp_path):
    real = tmp_path / "real.svg"
    real.write_bytes(b"old")
    real.chmod(0o640)
    (tmp_path / "link.svg").symlink_to(real)

    write_whole(tmp_path / "link.svg", b"new", "-o")

    assert (tmp_path / "link.svg").is_symlink()
    assert real.read_bytes() == b"new"
    assert real.stat().st_mode & 0o777 == 0o640
