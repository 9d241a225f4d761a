"""Extensions that more than one module needs; `create_app` binds them."""

from typing import cast

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Bind them to `app`. Counters live in the queue server, so that all web processes count together."""
    app.config.setdefault("RATELIMIT_STORAGE_URI", _counter_storage(app.config["REDIS_URL"]))
    app.config.setdefault("RATELIMIT_KEY_PREFIX", "agency")
    app.config.setdefault("RATELIMIT_IN_MEMORY_FALLBACK_ENABLED", True)  # no queue server must not mean no log-in
    csrf.init_app(app)
    # One for each application: a shared one would add up the limits of all of them.
    app.extensions["rate_limiter"] = Limiter(get_remote_address, app=app, strategy="fixed-window")


def limiter_of(app: Flask) -> Limiter:
    """What counts attempts for `app`."""
    return cast(Limiter, app.extensions["rate_limiter"])


def _counter_storage(redis_url: str | None) -> str:
    if redis_url is None:
        return "memory://"
    return f"redis+{redis_url}" if redis_url.startswith("unix:") else redis_url
