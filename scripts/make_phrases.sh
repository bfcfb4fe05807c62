#!/usr/bin/env bash
# Makes the sound of the stock phrases that is shipped: English by flite, Spanish by espeak-ng, raw µ-law at 8 kHz, all
# equally loud, without silence around them. Their words are those of src/intake/phrases.ts.
# Needs deno, flite, espeak-ng and sox (Debian: apt-get install flite espeak-ng sox). Run it when a phrase changes.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

deno eval '
  import { PHRASE_LANGUAGES, PHRASES, phraseWords } from "./src/intake/phrases.ts";
  for (const language of PHRASE_LANGUAGES) {
    for (const name of PHRASES) console.log([language, name, phraseWords(name, language)].join("\t"));
  }
' > "$work/phrases"

while IFS=$'\t' read -r language name words; do
  case "$language" in
    en) flite -voice slt -t "$words" -o "$work/raw.wav" ;;
    es) espeak-ng -v es-419+f3 -s 150 -w "$work/raw.wav" "$words" ;;
  esac
  sox "$work/raw.wav" "$work/trimmed.wav" rate 8000 channels 1 sinc 200-3600 \
    silence 1 0.02 0.5% reverse silence 1 0.02 0.5% reverse
  # As loud as a voice on the telephone: -20 dBFS by its power, its peaks within the range.
  level=$(sox "$work/trimmed.wav" -n stats 2>&1 | awk '/^RMS lev dB/ { print $4 }')
  mkdir -p "src/phrases/sounds/$language"
  sox "$work/trimmed.wav" -e mu-law -t raw "src/phrases/sounds/$language/$name.ul" \
    gain -l "$(awk -v level="$level" 'BEGIN { print -20 - level }')"
done < "$work/phrases"
