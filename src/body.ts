/** A request's body, bounded in bytes and in time: a peer that sends it slowly, or never, holds nothing up but itself. */

/**
 * Reads a body as text. Returns what was wrong instead, when it is larger than `bytes`, or not complete within `ms`; the
 * rest of it is then not read.
 */
export async function readBody(
  request: Request,
  { bytes, ms }: { bytes: number; ms: number },
): Promise<{ text: string } | "too_large" | "too_slow"> {
  if (Number(request.headers.get("content-length") ?? 0) > bytes) return "too_large";
  if (request.body === null) return { text: "" };
  const reader = request.body.getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<"too_slow">((resolve) => timer = setTimeout(resolve, ms, "too_slow"));
  try {
    const read = await Promise.race([readAll(reader, bytes), late]);
    // What is under way fails when the peer has gone; nobody waits for it any more.
    if (typeof read === "string") reader.cancel().catch(() => {});
    return read;
  } finally {
    clearTimeout(timer);
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  bytes: number,
): Promise<{ text: string } | "too_large"> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > bytes) return "too_large";
    text += decoder.decode(part.value, { stream: true });
  }
  return { text: text + decoder.decode() };
}
