"""What a run must reach: the share of passed scenarios, of all and of each kind, from a file beside the scenarios."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ops.eval.run import Report, Result
from ops.eval.scenario import Kind
from shared.errors import Misconfigured

Share = Annotated[Decimal, Field(ge=0, le=1)]


class Thresholds(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    all: Share
    kinds: dict[Kind, Share] = {}


def read_thresholds(path: Path) -> Thresholds:
    try:
        return Thresholds.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured(f"{path.name} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        raise Misconfigured("\n".join(f"{path.name}, {fault}" for fault in faults)) from error


def shortfalls(report: Report, wanted: Thresholds) -> list[str]:
    """One sentence for each threshold that was not reached; an outage is one by itself, for it proves nothing."""
    groups: list[tuple[str, list[Result], Decimal]] = [("all", report.results, wanted.all)]
    groups += [
        (kind, some, wanted.kinds[kind]) for kind, some in report.kinds.items() if kind in wanted.kinds
    ]
    found = [
        f"{name}: {passed} of {len(results)} passed, {share:.0%} wanted"
        for name, results, share in groups
        if (passed := sum(result.passed for result in results)) < share * len(results)
    ]
    outages = [result.case.id for result in report.results if result.outage]
    return found + ([f"{len(outages)} could not be run, first {outages[0]}"] if outages else [])
