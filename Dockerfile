# One image per service: docker build --build-arg SERVICE=ingest|enrich|store .
ARG PYTHON=3.12

FROM python:${PYTHON}-slim AS packages
ARG SERVICE
COPY requirements/${SERVICE}.txt /requirements.txt
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /requirements.txt

FROM python:${PYTHON}-slim
ARG SERVICE
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    SERVICE=${SERVICE} METRICS_HOST=0.0.0.0 METRICS_PORT=9464
RUN useradd --system --uid 10001 --no-create-home vestnik
COPY --from=packages /venv /venv
COPY schemas /app/schemas
COPY services/__init__.py /app/services/
COPY services/runtime /app/services/runtime
COPY services/${SERVICE} /app/services/${SERVICE}
WORKDIR /app
USER 10001
EXPOSE 9464
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD \
    ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:9464/livez', timeout=2)"]
# exec: the service itself gets the signals.
ENTRYPOINT ["/bin/sh", "-c", "exec python -m services.${SERVICE} \"$@\"", "service"]
