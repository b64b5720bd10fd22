# Builds engines and serves them: NVIDIA's image, which holds Triton, TensorRT-LLM and mpirun, with our programs.
# Engines run only with the TensorRT-LLM and on the kind of GPU that built them: one image does both.
#   docker build --file deploy/docker/triton-gpu.Dockerfile --tag bole-triton-gpu .
ARG TRITON_IMAGE=nvcr.io/nvidia/tritonserver:26.07-trtllm-python-py3

FROM ${TRITON_IMAGE}
# Its user `triton-server` is 1000. The folder is the root of a volume, which takes its owner from here.
RUN install --directory --owner=1000 --group=1000 --mode=0755 /models
WORKDIR /opt/bole
COPY model_repository/ model_repository/
COPY build_engine/ build_engine/
COPY deploy/triton/ deploy/triton/
ENV HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/opt/bole PYTHONUNBUFFERED=1
EXPOSE 8001 8002
USER 1000:1000
HEALTHCHECK --interval=15s --timeout=15s --start-period=30m CMD ["python3", "/opt/bole/deploy/triton/entrypoint.py", "--check"]
# In place of NVIDIA's entrypoint, which prints banners and, for drivers older than the image, writes into it.
ENTRYPOINT ["python3", "/opt/bole/deploy/triton/entrypoint.py"]
