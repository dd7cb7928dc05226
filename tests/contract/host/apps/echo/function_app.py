"""Answers with what the function saw of the request."""

import base64
import json

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


def seen(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(
        json.dumps(
            {
                "method": req.method,
                "url": req.url,
                "headers": dict(req.headers),
                "params": dict(req.params),
                "route_params": dict(req.route_params),
                "body": base64.b64encode(req.get_body()).decode(),
            }
        ),
        mimetype="application/json",
    )


@app.route("echo/{name?}", methods=["GET", "POST", "PUT"])
async def echo(req: func.HttpRequest) -> func.HttpResponse:
    return seen(req)


@app.route("files/{*path}", methods=["GET"])
def files(req: func.HttpRequest) -> func.HttpResponse:
    return seen(req)


@app.route("guarded", auth_level=func.AuthLevel.FUNCTION)
async def guarded(req: func.HttpRequest) -> func.HttpResponse:
    return seen(req)


@app.route(auth_level=func.AuthLevel.ADMIN)
async def master(req: func.HttpRequest) -> func.HttpResponse:
    return seen(req)
