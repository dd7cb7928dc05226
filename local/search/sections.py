"""The parts of an index definition beside its fields: vector search, semantic ranking, scoring profiles, similarity.

They refer to each other and to fields by name, and a name that leads nowhere is an error in the service.
"""

from collections.abc import Mapping
from typing import Any

from local.search.errors import invalid, unsupported

_KNOWN = frozenset(
    {
        "name",
        "description",
        "fields",
        "vectorSearch",
        "semantic",
        "scoringProfiles",
        "defaultScoringProfile",
        "similarity",
        "corsOptions",
        "@odata.etag",
        "@odata.context",
    }
)

#: The service has them; the stand-in would only pretend.
_BEYOND = frozenset(
    {"suggesters", "analyzers", "tokenizers", "tokenFilters", "charFilters", "normalizers", "encryptionKey"}
)

BM25 = "#Microsoft.Azure.Search.BM25Similarity"


def check_sections(
    body: Mapping[str, Any], searchable: frozenset[str], fields: frozenset[str]
) -> frozenset[str]:
    """The names of the vector profiles, once everything is known to fit together."""
    for name, value in body.items():
        if name in _BEYOND and value:
            raise unsupported(f"the index property '{name}'")
        if name not in _KNOWN | _BEYOND:
            raise invalid(f"The property '{name}' does not exist on type 'search.index'.")
    _check_similarity(body.get("similarity"))
    _check_scoring(body, searchable)
    _check_semantic(body.get("semantic"), fields)
    return _vector_profiles(body.get("vectorSearch") or {})


def _names(entries: Any) -> frozenset[str]:
    return frozenset(str(entry.get("name")) for entry in entries or [])


def _check_similarity(similarity: Mapping[str, Any] | None) -> None:
    if similarity and similarity.get("@odata.type") != BM25:
        raise unsupported(f"the similarity '{similarity.get('@odata.type')}'")


def _check_scoring(body: Mapping[str, Any], searchable: frozenset[str]) -> None:
    profiles = body.get("scoringProfiles") or []
    for profile in profiles:
        for field in ((profile.get("text") or {}).get("weights") or {}).keys() - searchable:
            raise invalid(f"definition : A scoring profile weighs '{field}', which is not searchable.")
    default = body.get("defaultScoringProfile")
    if default and default not in _names(profiles):
        raise invalid(f"definition : The default scoring profile '{default}' does not exist.")


def _check_semantic(semantic: Mapping[str, Any] | None, fields: frozenset[str]) -> None:
    if not semantic:
        return
    configurations = semantic.get("configurations") or []
    default = semantic.get("defaultConfiguration")
    if default and default not in _names(configurations):
        raise invalid(f"definition : The default semantic configuration '{default}' does not exist.")
    for configuration in configurations:
        prioritised = configuration.get("prioritizedFields") or {}
        title = [prioritised["titleField"]] if prioritised.get("titleField") else []
        rest = [
            *prioritised.get("prioritizedContentFields", []),
            *prioritised.get("prioritizedKeywordsFields", []),
        ]
        for entry in [*title, *rest]:
            if entry.get("fieldName") not in fields:
                raise invalid(f"definition : The semantic field '{entry.get('fieldName')}' does not exist.")


def _vector_profiles(section: Mapping[str, Any]) -> frozenset[str]:
    if section.get("vectorizers"):
        raise unsupported("vectorizers")
    algorithms = _names(section.get("algorithms"))
    compressions = _names(section.get("compressions"))
    for algorithm in section.get("algorithms") or []:
        metric = (algorithm.get(f"{algorithm.get('kind')}Parameters") or {}).get("metric", "cosine")
        if metric != "cosine":
            raise unsupported(f"the vector metric '{metric}'")
    for profile in section.get("profiles") or []:
        if profile.get("algorithm") not in algorithms:
            raise invalid(
                f"definition : The algorithm of vector profile '{profile.get('name')}' does not exist."
            )
        if profile.get("compression") and profile["compression"] not in compressions:
            raise invalid(
                f"definition : The compression of vector profile '{profile.get('name')}' does not exist."
            )
    return _names(section.get("profiles"))
