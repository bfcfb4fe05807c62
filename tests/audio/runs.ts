/** Audio in short, for tests whose pieces hold one byte each. */

/** Runs of equal bytes, their lengths counted in units of so many bytes: `1x160 255x320`. */
export function runs(bytes: Uint8Array, unitBytes = 1): string {
  const found: [number, number][] = [];
  for (const byte of bytes) {
    const last = found.at(-1);
    if (last?.[0] === byte) last[1]++;
    else found.push([byte, 1]);
  }
  return found.map(([byte, length]) => `${byte}x${length / unitBytes}`).join(" ");
}
