# Makes certificates and secrets, and ends. Each folder is the root of a volume, which takes owner and mode from here.
#   docker build --file deploy/docker/certificates.Dockerfile --tag bole-certificates .
ARG PYTHON_IMAGE=python:3.12.12-slim-bookworm

FROM ${PYTHON_IMAGE}
# ca-certificates, which this image has, brings openssl.
RUN openssl version \
    && install --directory --owner=10001 --group=10001 --mode=0700 /secrets/authority \
    && install --directory --owner=10001 --group=10001 --mode=0750 \
        /secrets/triton /secrets/bole /secrets/postgres /secrets/grafana /secrets/client
COPY deploy/certificates/ /opt/certificates/
ENV HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001:10001
HEALTHCHECK NONE
ENTRYPOINT ["python", "/opt/certificates/prepare.py"]
CMD ["/secrets"]
