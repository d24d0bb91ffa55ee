"""`python -m dashboard`: serves the pages on TASKFORCE_HOST and TASKFORCE_PORT until it is told to stop."""

import logging
import sys

import uvicorn

from measures.errors import SettingsError
from measures.settings import load_settings


def main() -> int:
    """Exit code 2 and one clear line where a setting cannot work."""
    try:
        settings = load_settings()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    # The pages' caches are declared before the runtime is up, which would be warned of ten times.
    caches = logging.getLogger("streamlit.runtime.caching.cache_data_api")
    caches.addFilter(lambda record: "No runtime found" not in record.getMessage())
    uvicorn.run(
        "dashboard.app:app",
        host=settings.host,
        port=settings.port,
        log_level=settings.log_level,
        access_log=False,
        timeout_graceful_shutdown=3,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
