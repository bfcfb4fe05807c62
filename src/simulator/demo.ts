/** One whole call on loopback. */

export function runDemo(_options: { dir?: string; print: (text: string) => void }): Promise<number> {
  return Promise.resolve(1);
}
