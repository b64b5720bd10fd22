#!/bin/sh
# Reads a document from standard input and writes it as DOCX to standard output, through LibreOffice.
#
# Usage: convert.sh SOFFICE SUFFIX INPUT_FILTER SECONDS SETTINGS
#   SETTINGS  registrymodifications.xcu of the profile
#
# Ends with 124 or 137 when the time ran out, with 75 when no file can be written, and with another status when nothing
# could be converted. Its own shell cleans up behind it, so that nothing of a document stays on disk even when the
# caller is ended half-way.
set -u
folder=$(mktemp -d) || exit 75
trap 'rm -rf "$folder"' EXIT
trap 'exit 143' HUP INT TERM

mkdir -p "$folder/profile/user" "$folder/out" || exit 75
cp "$5" "$folder/profile/user/registrymodifications.xcu" || exit 75
cat >"$folder/document.$2" || exit 75

# A proxy that does not exist: whatever a document refers to, nothing is fetched.
env -i PATH="$PATH" HOME="$folder" TMPDIR="$folder" LANG=C.UTF-8 SAL_USE_VCLPLUGIN=svp \
    http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 ftp_proxy=http://127.0.0.1:9 \
    timeout -k 1 "$4" "$1" "-env:UserInstallation=file://$folder/profile" \
    --headless --norestore --nologo --nodefault --nolockcheck --infilter="$3" \
    --convert-to "docx:MS Word 2007 XML" --outdir "$folder/out" "$folder/document.$2" >/dev/null 2>&1 </dev/null
status=$?
[ "$status" -eq 0 ] || exit "$status"
cat "$folder/out/document.docx"
