#!/bin/sh
# The tritonserver of the wheel nvidia-pytriton, with the libraries and the Python that its backend needs.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
libraries=$("$root/bin/python3" -c 'import sysconfig; print(sysconfig.get_config_var("LIBDIR"))')
export PATH="$root/bin:$PATH" PYTHONPATH="$root/site" PYTHONDONTWRITEBYTECODE=1
export LD_LIBRARY_PATH="$root/site/nvidia_pytriton.libs:$libraries"
wheel=$root/site/pytriton/tritonserver
exec "$wheel/bin/tritonserver" --backend-directory="$wheel/backends" "$@"
