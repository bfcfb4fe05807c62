#!/usr/bin/env bash
# Makes the speech of the demo and the tests: real speech by flite, two noises by sox, as raw µ-law at 8 kHz.
# Needs flite and sox (Debian: apt-get install flite sox). The files are in the repository; run this to change them.
set -euo pipefail
cd "$(dirname "$0")/../src/simulator/speech"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# say NAME VOICE LEVEL TEXT: speech without silence around it, its peaks at LEVEL dBFS.
say() {
  flite -voice "$2" -t "$4" -o "$work/raw.wav"
  sox "$work/raw.wav" -r 8000 -c 1 -e mu-law -t raw "$1.ul" \
    sinc 200-3600 silence 1 0.02 0.5% reverse silence 1 0.02 0.5% reverse norm "$3"
  printf '  { "id": "%s", "speaker": "%s", "text": "%s" },\n' "$1" "${1%%-*}" "$4" >> "$work/clips"
}
dispatcher() { say "dispatcher-$1" slt -4 "$2"; }
caller() { say "caller-$1" rms -3 "$2"; }

dispatcher greeting "You have reached the automated assistant of the police department, on a recorded line. To reach a person, press zero or say operator. If anyone is in danger, say emergency. What are you reporting?"
dispatcher where "I am sorry to hear that. Where did it happen?"
dispatcher when "Twelve Main Street, beside the library. When did you last see the bicycle, and did anyone see who took it, or which way they went?"
dispatcher safety "Fourteen Main Street, thank you. Is anyone hurt?"
dispatcher callback "Good. Is the number you are calling from the best one to reach you?"
dispatcher summary "I have a bicycle stolen this morning at fourteen Main Street, with nobody hurt. Is that right?"
dispatcher goodbye "Thank you. Your report is recorded. Goodbye."
dispatcher number "Thank you. It is passed on now. Your incident number is one. If anything changes, please call again. Goodbye."

caller theft "Hello, somebody stole my bicycle."
caller where "It is at twelve Main Street beside the library."
caller correction "Sorry, wait, it is number fourteen, not twelve. It was there at nine this morning."
caller nobody "No, nobody is hurt."
caller number "Yes, this number is fine."
caller right "Yes, that is right."

# A door: a knock of 90 ms. A passing engine: a hum of 2 s that swells and fades.
sox -n -r 8000 -c 1 -e mu-law -t raw noise-door.ul synth 0.09 brownnoise band 400 300 fade t 0.002 0.09 0.07 norm -6
sox -n -r 8000 -c 1 -e mu-law -t raw noise-engine.ul synth 2 brownnoise sinc 150-900 fade t 0.8 2 0.8 norm -18
for name in door engine; do
  printf '  { "id": "noise-%s", "speaker": "noise", "text": "" },\n' "$name" >> "$work/clips"
done
{ echo '['; sed '$ s/,$//' "$work/clips"; echo ']'; } > clips.json
