# The service, with the engines `rules`, `encoder`, `triton` and `openai_compatible`.
#   docker build --file deploy/docker/bole.Dockerfile --tag bole .
ARG PYTHON_IMAGE=python:3.12.12-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ONLY_BINARY=:all: PYTHONDONTWRITEBYTECODE=1
WORKDIR /build
COPY requirements.lock pyproject.toml README.md LICENSE ./
COPY deploy/docker/requirements_of.py deploy/docker/
# The venv has no pip: what runs cannot install anything.
RUN python deploy/docker/requirements_of.py --extra archives --extra encoder --extra ocr --extra openai --extra postgres --extra triton --extra web > needed.txt \
    && python deploy/docker/requirements_of.py --only hatchling > backend.txt \
    && python -m venv --without-pip /opt/bole \
    && python -m pip --python /opt/bole/bin/python install --require-hashes --no-deps --no-compile -r needed.txt \
    && python -m pip install --require-hashes --no-deps -r backend.txt
COPY service/ service/
RUN python -m pip wheel --no-deps --no-index --no-build-isolation --wheel-dir dist . \
    && python -m pip --python /opt/bole/bin/python install --no-deps --no-index --no-compile dist/*.whl \
    && python -m pip --python /opt/bole/bin/python check

FROM ${PYTHON_IMAGE}
# Chinese letters of PDF files that bring no fonts: what is not drawn counts as hidden, and such a resume as none.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-wqy-microhei \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/bole /opt/bole
COPY deploy/bole/check.py /opt/bole/check.py
# What `verify` runs, from /opt/verify. Its reports, and what the service keeps, go into volumes, which take their owner
# from here.
COPY build_engine/ /opt/verify/build_engine/
RUN install --directory --owner=10001 --group=10001 --mode=0750 /reports /var/lib/bole
ENV PATH=/opt/bole/bin:$PATH HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
# Without TLS and keys it refuses to listen there (docs/security.md); docker-compose.yml gives it both.
ENV BOLE_LISTEN=0.0.0.0:50051 BOLE_DATABASE=sqlite:////var/lib/bole/bole.db
EXPOSE 50051
USER 10001:10001
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s CMD ["python", "/opt/bole/check.py"]
ENTRYPOINT ["bole"]
CMD ["serve"]
