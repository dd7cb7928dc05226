"""What would be published is what .funcignore leaves: the product, whole, and nothing beside it."""

from pathlib import Path

from local.packaging import copy_package, published

ROOT = Path(__file__).parents[3]
FOLDERS = {"catalog", "ingest", "merchant", "ops", "process", "send", "shared"}
FILES = {"function_app.py", "host.json", "requirements.txt"}


def test_a_pattern_leaves_out_files_and_whole_folders_wherever_they_are(tmp_path: Path) -> None:
    (tmp_path / ".funcignore").write_text("tests\n*.md\n.env*\n\n__pycache__/\n")
    for name in (
        "app.py",
        "a/b.py",
        "a/tests/c.py",
        "tests/d.py",
        "a/README.md",
        ".env.local",
        "a/__pycache__/e.pyc",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert published(tmp_path) == [Path(".funcignore"), Path("a/b.py"), Path("app.py")]


def test_the_product_is_published_with_all_that_it_reads(tmp_path: Path) -> None:
    copied = {file for file, _ in copy_package(ROOT, tmp_path)}
    assert {file.parts[0] for file in copied if len(file.parts) > 1} == FOLDERS
    assert {str(file) for file in copied} >= FILES
    kept = {
        file.relative_to(ROOT) for folder in FOLDERS for file in (ROOT / folder).rglob("*") if file.is_file()
    }
    left_out = {file.suffix for file in kept - copied}
    assert left_out <= {".pyc", ".md"}
