# Serves a model on processors: the tritonserver of the wheel nvidia-pytriton, with OpenVINO. For x86-64.
#   docker build --file deploy/docker/triton-cpu.Dockerfile --tag bole-triton-cpu .
ARG PYTHON_IMAGE=python:3.12.12-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ONLY_BINARY=:all: PYTHONDONTWRITEBYTECODE=1
WORKDIR /build
COPY requirements.lock pyproject.toml ./
COPY deploy/docker/requirements_of.py deploy/docker/tritonserver.sh deploy/docker/
RUN python deploy/docker/requirements_of.py --extra cpu > needed.txt \
    && python -m venv --without-pip /opt/triton \
    && python -m pip --python /opt/triton/bin/python install --require-hashes --no-deps --no-compile -r needed.txt
# The wheel holds a backend process for each version of Python; the one of this version belongs beside the backend.
RUN version=$(python -c 'import sys; print("%d.%d" % sys.version_info[:2])') \
    && wheel=/opt/triton/site/pytriton/tritonserver \
    && ln -s "lib/python$version/site-packages" /opt/triton/site \
    && mv "$wheel/python_backend_stubs/$version/triton_python_backend_stub" "$wheel/backends/python/" \
    && rm -r "$wheel/python_backend_stubs" \
    && chmod 0755 "$wheel/bin/tritonserver" "$wheel/backends/python/triton_python_backend_stub" \
    && install --mode=0755 deploy/docker/tritonserver.sh /opt/triton/bin/tritonserver

FROM ${PYTHON_IMAGE}
COPY --from=build /opt/triton /opt/triton
# The root of a volume, which takes its owner from here.
RUN install --directory --owner=1000 --group=1000 --mode=0755 /models
WORKDIR /opt/bole
COPY model_repository/ model_repository/
COPY build_engine/ build_engine/
COPY tools/ tools/
COPY deploy/triton/ deploy/triton/
ENV PATH=/opt/triton/bin:$PATH HOME=/tmp HF_HOME=/models/hub HF_HUB_DISABLE_TELEMETRY=1
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/opt/bole:/opt/bole/tools PYTHONUNBUFFERED=1
EXPOSE 8001 8002
USER 1000:1000
HEALTHCHECK --interval=15s --timeout=15s --start-period=30m CMD ["python3", "/opt/bole/deploy/triton/entrypoint.py", "--check"]
ENTRYPOINT ["python3", "/opt/bole/deploy/triton/serve_model.py"]
CMD ["OpenVINO/Qwen2.5-1.5B-Instruct-int4-ov"]
