"""`POST /api/v1/quote`: the request, the answer and the errors of `agency quote`, over the web."""

import json

from flask import Response, request

from agency.api.blueprint import bp
from agency.quote import answering as calculation
from agency.resources import figures
from agency.web.access import Permission, requires

MOST_BYTES = 256 * 1024
JSON = "application/json"
ANSWERED, REFUSED, TOO_LARGE, NOT_JSON = 200, 400, 413, 415


@bp.post("/quote")
@requires(Permission.CALCULATE)
def quote() -> Response:
    """The amounts with every line that makes them; a wrong request answers 400 with the error object."""
    if request.mimetype != JSON:
        return _error(f"stuur JSON met Content-Type {JSON}", NOT_JSON)
    # By the header where there is one, so that it is refused unread; by what came where there is none.
    content = request.get_data(cache=False) if (request.content_length or 0) <= MOST_BYTES else None
    if content is None or len(content) > MOST_BYTES:
        return _error(f"het verzoek is groter dan {MOST_BYTES // 1024} kB: splits de lijst", TOO_LARGE)
    text, status = calculation.answer(content.decode("utf-8", errors="replace"), figures())
    return Response(text, ANSWERED if status == 0 else REFUSED, mimetype=JSON)


@bp.get("/quote/schema")
@requires(Permission.CALCULATE)
def quote_schema() -> Response:
    """The JSON Schema of the request and of the answer."""
    sides = {side: json.loads(calculation.schema(side)) for side in ("request", "answer")}
    return Response(json.dumps(sides, ensure_ascii=False), mimetype=JSON)


def _error(message: str, status: int) -> Response:
    error = {"index": 0, "field": "", "code": "invalid", "message": message}
    return Response(json.dumps({"error": error}), status, mimetype=JSON)
