"""Extensions that more than one module needs; `create_app` binds them."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, strategy="fixed-window")


def init_app(app: Flask) -> None:
    """Bind them to `app`. Counters live in the queue server, so that all web processes count together."""
    app.config.setdefault("RATELIMIT_STORAGE_URI", _counter_storage(app.config["REDIS_URL"]))
    app.config.setdefault("RATELIMIT_KEY_PREFIX", "agency")
    csrf.init_app(app)
    limiter.init_app(app)


def _counter_storage(redis_url: str | None) -> str:
    if redis_url is None:
        return "memory://"
    return f"redis+{redis_url}" if redis_url.startswith("unix:") else redis_url
