#!/usr/bin/env bash
# Makes the speech that the doctor lets a model hear and write down: flite's, as raw µ-law at 8 kHz.
# Needs flite and sox (Debian: apt-get install flite sox). The file is in the repository; run this to change it.
set -euo pipefail
cd "$(dirname "$0")/../src/doctor/speech"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

flite -voice rms -t "It is at twelve Main Street beside the library." -o "$work/raw.wav"
sox "$work/raw.wav" -r 8000 -c 1 -e mu-law -t raw known.ul \
  sinc 200-3600 silence 1 0.02 0.5% reverse silence 1 0.02 0.5% reverse norm -3
