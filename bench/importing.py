"""A catalogue of 100,000 rows through `python -m ops import`: its peak of memory, its time, and what the second time writes.

The program is a process of its own, and its peak is what the system says of it (ru_maxrss). Goals: below 300 MB, in every format; the same
file again writes no row. PostgreSQL is on the same machine.
"""

import base64
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import psycopg

from local.children import ROOT
from tests.support.postgres import migrated_database

ROWS = 100_000
GOAL_MB = 300
DESCRIPTION = "فستان من قماش ناعم، مريح طوال اليوم، بأكمام طويلة وجيوب على الجانبين. " * 4
HEADER = ["sku", "name_ar", "name_en", "price", "size", "color", "stock", "description_ar", "tags", "images"]


def rows() -> Iterator[list[str]]:
    """Two sizes of each product."""
    for number in range(ROWS):
        sku = f"DR-{number // 2:06}"
        yield [
            sku, f"فستان رقم {number // 2}", f"Dress no. {number // 2}", f"{10 + number // 2 % 50}.500", "SM"[number % 2],
            "أسود / Black", str(number % 7), DESCRIPTION, "new, dress", f"https://cdn.example/{sku}.jpg",
        ]  # fmt: skip


def as_csv(path: Path) -> None:
    import csv

    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows()])


def as_xlsx(path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (HEADER, *rows()):
        sheet.append(row)
    book.save(path)


def as_json_lines(path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows():
            file.write(json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) + "\n")


def main() -> None:
    admin_url, app_url = migrated_database()
    missed = False
    print(f"{ROWS:,} rows through ops import, PostgreSQL on the same machine")
    formats: dict[str, Callable[[Path], None]] = {"csv": as_csv, "jsonl": as_json_lines, "xlsx": as_xlsx}
    with tempfile.TemporaryDirectory() as folder:
        for name, write in formats.items():
            path = Path(folder, f"catalogue.{name}")
            write(path)
            tenant = shop(admin_url)
            first = imported(path, tenant, app_url)
            before = versions(admin_url, tenant)
            second = imported(path, tenant, app_url)
            written = len(versions(admin_url, tenant) - before)
            print(f"  {name:<6} {path.stat().st_size / 1e6:>5.0f} MB   first {first[0]:>4.0f} s   again {second[0]:>4.0f} s, {written} rows written   peak {max(first[1], second[1]):>4.0f} MB")  # fmt: skip
            missed |= max(first[1], second[1]) > GOAL_MB or written > 0
    print(f"  goal {GOAL_MB} MB, nothing written again: {'missed' if missed else 'reached'}")
    sys.exit(missed)


def shop(admin_url: str) -> UUID:
    tenant = uuid4()
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(
            b"INSERT INTO shop.tenants (tenant_id, name_ar, name_en, currency, search_index) VALUES (%s, 'a', 'a', 'JOD', 'i')",
            [tenant],
        )
    return tenant


def imported(path: Path, tenant: UUID, app_url: str) -> tuple[float, float]:
    """Seconds, and megabytes at the peak."""
    settings = {
        "PUBLIC_URL": "http://localhost",
        "INSTAGRAM_APP_SECRETS": "s",
        "INSTAGRAM_VERIFY_TOKEN": "v",
        "DATABASE_URL": app_url,
        "SEARCH_ENDPOINT": "http://127.0.0.1:1",
        "OPENAI_BASE_URL": "http://127.0.0.1:1/v1/",
        "SECRET_KEY_RING": f"k1:{base64.b64encode(bytes(32)).decode()}",
    }
    began = time.perf_counter()
    command = [sys.executable, "-m", "bench.importing", "--measured", str(path), str(tenant)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, check=True, capture_output=True)
    return time.perf_counter() - began, int(done.stderr.split()[-1]) / 1024


def measured(path: str, tenant: str) -> None:
    """In the child: the command itself, and then its own peak, in KB, as the last word."""
    from ops.importing import import_

    import_(path, UUID(tenant))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)


def versions(admin_url: str, tenant: UUID) -> set[tuple[str, str]]:
    """Of each row of the catalogue: which transaction wrote it."""
    with psycopg.connect(admin_url) as connection:
        products = connection.execute(
            b"SELECT sku, xmin::text FROM shop.products WHERE tenant_id = %(tenant)s UNION ALL "
            b"SELECT sku || '/' || variant_id, xmin::text FROM shop.product_variants WHERE tenant_id = %(tenant)s",
            {"tenant": tenant},
        )
        return set(products.fetchall())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measured"]:
        measured(*sys.argv[2:])
    else:
        main()
