"""HTTP: metrics, health, reload and the JSON API (`openapi.yaml`).

`sources` is what it needs of the daemon, `documents` the JSON, `app` the routes, `server` uvicorn.
"""
