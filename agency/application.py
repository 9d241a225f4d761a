"""The web application: settings in, a Flask application with all its areas out."""

import hashlib
import pkgutil
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, request
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from agency import auth, clock, database, maintenance
from agency.settings import Settings
from agency.watching import alarms
from agency.web import (
    access,
    compression,
    errors,
    extensions,
    formatting,
    headers,
    navigation,
    open_pages,
    read_only,
    received,
    request_checks,
    request_lines,
    signing,
    tracing,
    veiled,
)
from cases.schema import limits

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

AREAS = ("desk", "client_portal", "bailiff_portal", "admin", "calculator", "api", "health")


class Number(IntegerConverter):
    """A number in an address. A longer one than any database holds is the number of nothing: not found."""

    regex = r"\d{1,18}"


class BehindProxy:
    """Takes the visitor's address, host name and scheme from the proxy: only where the proxy itself says so."""

    def __init__(self, app: "WSGIApplication", settings: Settings) -> None:
        many = settings.proxies
        self._as_it_came, self._addresses = app, settings.proxy_addresses
        self._as_told = ProxyFix(app, x_for=many, x_proto=many, x_host=many)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""
        told = environ.get("REMOTE_ADDR") in self._addresses
        return (self._as_told if told else self._as_it_came)(environ, start_response)


def build(settings: Settings | None = None) -> Flask:
    """The application with these settings, or with those of the environment."""
    settings = settings or Settings.load()
    app = Flask(__name__, instance_path=str(settings.instance))
    app.config.from_mapping(settings.flask_config())
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.proxies:
        app.wsgi_app = BehindProxy(app.wsgi_app, settings)  # type: ignore[method-assign]  # the documented way
    app.url_map.converters["int"] = Number
    received.init_app(app)
    database.init_app(app, limits.WEB)
    request_lines.init_app(app)  # before all: who is refused has a line too, and the time of a page is all of it
    signing.init_app(app)
    compression.init_app(app)  # then this: it is done last, when nothing changes an answer any more
    headers.init_app(app)
    tracing.init_app(app)
    errors.init_app(app)
    formatting.init_app(app)
    read_only.init_app(app)
    access.init_app(app)
    request_checks.init_app(app)  # after it: who may not come here is sent away before anything is read
    extensions.init_app(app)
    auth.init_app(app)
    for area in AREAS:
        _add(app, area)
    _prepare_templates(app)
    return app


def _add(app: Flask, area: str) -> None:
    """All pages of an area: importing a module of its package puts the views in it on the blueprint."""
    package = import_module(f"agency.{area}")
    for module in pkgutil.iter_modules(package.__path__):
        import_module(f"agency.{area}.{module.name}")
    its = import_module(f"agency.{area}.blueprint")
    app.register_blueprint(its.bp)
    if hasattr(its, "NAVIGATION"):
        navigation.register(app, its.bp.name, its.NAVIGATION, getattr(its, "SEARCH", None))


def _prepare_templates(app: Flask) -> None:
    fingerprints: dict[str, str] = {}

    def asset(path: str) -> str:
        """Address of a file in static/, with its fingerprint so that browsers may keep it."""
        if app.debug or path not in fingerprints:
            content = (Path(app.root_path) / "static" / path).read_bytes()
            fingerprints[path] = hashlib.sha256(content).hexdigest()[:12]
        # Not url_for: an error page must also come where the host name in the request is refused.
        return f"{request.script_root}{app.static_url_path}/{path}?v={fingerprints[path]}"

    def shared() -> dict[str, Any]:
        return {
            "asset": asset,
            "csrf_token": signing.form_token,
            "navigation": navigation.entries,
            "search_endpoint": navigation.search_endpoint,
            "may": access.may,
            "veil": veiled.veil,
            "Permission": access.Permission,
            "today": clock.today,
            "home_path": access.home_path,
            "alarms": alarms.of_user,
            "under_maintenance": maintenance.is_on,
            "no_mail_leaves": lambda: not app.config["PRODUCTION"],
            "page_standing": open_pages.standing,
            "pinned": app.config["AGENCY_TODAY"] is not None,
        }

    app.context_processor(shared)
    app.jinja_env.globals["csrf_token"] = signing.form_token
