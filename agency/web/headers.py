"""Security headers on every answer, errors and files included."""

from typing import Final

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
PICTURE_POLICY: Final = "default-src 'none'; sandbox"
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # not "no-referrer": the CSRF check over https reads it
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
HSTS: Final = "max-age=31536000; includeSubDomains"


def init_app(app: Flask) -> None:
    """Add them to every answer of `app`."""
    secure: bool = app.config["HTTPS"]

    def add(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        if (response.mimetype or "").startswith("image/") and request.endpoint != "static":
            response.headers["Content-Security-Policy"] = PICTURE_POLICY  # somebody handed it in
        if secure:
            response.headers["Strict-Transport-Security"] = HSTS
        response.headers["Cache-Control"] = _caching(response)
        return response

    app.after_request(add)


def _caching(response: Response) -> str:
    """Assets with a fingerprint in the address are kept; everything else may hold personal data and is not."""
    if request.endpoint == "static" and response.status_code < 400:
        return "public, max-age=31536000, immutable" if "v" in request.args else "no-cache"
    return "no-store"
