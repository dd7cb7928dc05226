"""A problem in JSON without FastAPI: for what is refused before it, or fails where nothing of it is left to answer."""

import json

import azure.functions as func


def bare_problem(status: int, title: str) -> func.HttpResponse:
    told = {"type": "about:blank", "title": title, "status": status}
    return func.HttpResponse(json.dumps(told), status_code=status, mimetype="application/problem+json")
