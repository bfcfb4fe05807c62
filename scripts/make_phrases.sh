#!/usr/bin/env bash
# Makes the stock phrases that come with the program: the words of src/intake/phrases.ts, spoken by SVOX Pico, as raw
# µ-law at 8 kHz. Needs deno, sox and pico2wave (Debian: apt-get install sox libttspico-utils; the latter is in non-free,
# for its voices come without their recordings; its licence is Apache 2.0). The files are in the repository; run this
# when the words change.
set -euo pipefail
cd "$(dirname "$0")/.."
sounds=src/phrases/sounds
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What speech has on the telephone: 300 to 3400 Hz, and a little more at both ends.
band="sinc 200-3600"
# Up to 40 ms of silence stay at either end, so that no sound begins or ends with a click.
trim="silence 1 0.02 0.4% reverse silence 1 0.02 0.4% pad 0.04 reverse pad 0.04"
# Between sentences 0.3 s are enough: the caller has waited already.
pauses="silence -l 1 0.02 0.4% -1 0.3 0.4%"
# The level of speech, dBFS RMS: what the model speaks at, and carriers expect.
level=-20

# Callers in the Americas say c and z as s; the voice is from Spain, and reads them so when they are written so.
american() { sed -E 's/c([eéií])/s\1/g; s/z/s/g'; }

# say LANGUAGE NAME WORDS
say() {
  local lang=en-US words=$3
  if [ "$1" = es ]; then lang=es-ES words=$(american <<< "$3"); fi
  pico2wave --lang "$lang" -w "$work/raw.wav" "<speed level=\"105\">$words</speed>"
  # shellcheck disable=SC2086 # effects are words
  sox "$work/raw.wav" -r 8000 -c 1 -b 16 "$work/cut.wav" gain -6 rate 8000 $band $pauses $trim
  rms=$(sox "$work/cut.wav" -n stats 2>&1 | awk '/^RMS lev dB/ { print $4 }')
  mkdir -p "$sounds/$1"
  sox "$work/cut.wav" -r 8000 -c 1 -e mu-law -t raw "$sounds/$1/$2.ul" gain "$(awk "BEGIN { print $level - ($rms) }")"
}

rm -rf "$sounds"
mkdir -p "$sounds"
list='import { PHRASE_LANGUAGES, PHRASES, phraseWords } from "./src/intake/phrases.ts";
for (const language of PHRASE_LANGUAGES) {
  for (const name of PHRASES) console.log([language, name, phraseWords(name, language)].join("\t"));
}'
deno eval --no-lock "$list" > "$work/words.tsv"
while IFS=$'\t' read -r language name words; do say "$language" "$name" "$words"; done < "$work/words.tsv"
cp "$work/words.tsv" "$sounds/words.tsv"
du -bc "$sounds"/*/*.ul | tail -1
