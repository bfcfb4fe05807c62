#!/usr/bin/env bash
# Makes the synthesised speech that the turn rule is measured with: first words over a reply, by several voices, as
# µ-law at 8 kHz through a telephone's band, base64 in one JSON file. The noises it is measured with need no file: they
# are made from a seed in tests/support/turns/noises.ts.
# Needs flite, espeak-ng and sox (Debian: apt-get install flite espeak-ng sox). Run it to change the corpus.
set -euo pipefail
cd "$(dirname "$0")/../tests/fixtures/turns"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# say VOICE KIND TEXT [SECONDS]: speech without silence around it, 1.4 s at most, its peaks at -6 dBFS.
say() {
  case $1 in
    flite-*) flite -voice "${1#flite-}" -t "$3" -o "$work/raw.wav" ;;
    espeak-*) espeak-ng -v "${1#espeak-}" -w "$work/raw.wav" "$3" ;;
  esac
  sox "$work/raw.wav" -r 8000 -c 1 -e mu-law -t raw "$work/cut.ul" \
    sinc 300-3400 silence 1 0.02 1% reverse silence 1 0.02 1% reverse trim 0 "=${4:-1.4}" norm -6 2> /dev/null
  printf '  { "voice": "%s", "kind": "%s", "text": "%s", "ulaw": "%s" },\n' \
    "$1" "$2" "$3" "$(base64 -w0 "$work/cut.ul")" >> "$work/clips"
}

for voice in flite-rms flite-slt flite-kal flite-awb espeak-en-us espeak-en-gb+f3; do
  for text in "Wait, wait, he is coming back." "No, no, that is wrong." "Sorry, it was number fourteen." \
    "Excuse me, can you hear me?" "Hello? Is anybody there?" "It's at fourteen Main Street." \
    "Help, he has a knife." "Yes, but he is still here."; do
    say "$voice" interruption "$text"
  done
  for text in "Yes." "No." "Okay." "Fourteen."; do say "$voice" answer "$text"; done
done
for voice in espeak-es espeak-es-419+f2; do
  for text in "Espere, por favor." "No, no es ahí." "Ayuda, por favor." "Hola, ¿me oye?"; do
    say "$voice" interruption "$text"
  done
  for text in "Sí." "Catorce."; do say "$voice" answer "$text"; done
done
say flite-kal television "And now the weather. It will be cold and dry for the weekend, with a little snow in the hills." 5
say flite-awb television "He told me that he never went there, and I believe him. Call now and get the second one free." 5
say flite-slt dispatcher "You have reached the police department. I am an automated assistant, and this line is recorded. \
If anyone is in danger, hang up and dial the emergency number. What are you reporting?" 12
{ echo '['; sed '$ s/,$//' "$work/clips"; echo ']'; } > synthesised_speech.json
