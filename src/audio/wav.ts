/** WAV files of G.711 µ-law (format 7): the header, and reading it back. Source: Microsoft, Multimedia Standards Update 3.0. */

/** RIFF, fmt with its extension size, fact (wanted of every format but PCM), data. */
export const HEADER_BYTES = 58;

const FORMAT_MULAW = 7;
const RATE_HZ = 8_000;

/** The header of a µ-law WAV with `dataBytes` of samples, interleaved over `channels`. */
export function wavHeader(dataBytes: number, channels: number): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  const view = new DataView(header.buffer);
  const tag = (at: number, text: string) => header.set(new TextEncoder().encode(text), at);
  tag(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  tag(8, "WAVEfmt ");
  view.setUint32(16, 18, true);
  view.setUint16(20, FORMAT_MULAW, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, RATE_HZ, true);
  view.setUint32(28, RATE_HZ * channels, true);
  view.setUint16(32, channels, true);
  view.setUint16(34, 8, true);
  view.setUint16(36, 0, true);
  tag(38, "fact");
  view.setUint32(42, 4, true);
  view.setUint32(46, dataBytes / channels, true);
  tag(50, "data");
  view.setUint32(54, dataBytes, true);
  return header;
}

/** What a header of ours claims: channels and bytes of samples. Throws when it is not one of ours. */
export function readWavHeader(bytes: Uint8Array): { channels: number; dataBytes: number } {
  if (bytes.length < HEADER_BYTES) {
    throw new Error(`Cannot read WAV header: ${bytes.length} bytes, ${HEADER_BYTES} needed`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = (at: number) => new TextDecoder().decode(bytes.subarray(at, at + 4));
  const isOurs = tag(0) === "RIFF" && tag(8) === "WAVE" && tag(50) === "data" &&
    view.getUint16(20, true) === FORMAT_MULAW;
  if (!isOurs) throw new Error("Cannot read WAV header: not a µ-law WAV as this service writes it");
  return { channels: view.getUint16(22, true), dataBytes: view.getUint32(54, true) };
}

/** The channels of a µ-law WAV, each as its own bytes. Throws when it is not one of ours. */
export function readWav(bytes: Uint8Array): Uint8Array[] {
  const { channels, dataBytes } = readWavHeader(bytes);
  const length = Math.floor(Math.min(dataBytes, bytes.length - HEADER_BYTES) / channels);
  return Array.from({ length: channels }, (_, channel) => {
    return Uint8Array.from({ length }, (_, i) => bytes[HEADER_BYTES + i * channels + channel]!);
  });
}
