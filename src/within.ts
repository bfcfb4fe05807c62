/** Waiting for something only so long. */

/** What `work` comes to, or `otherwise` when it takes longer than `ms`. Rejects when it does so in time. */
export async function within<T, O>(ms: number, work: Promise<T>, otherwise: () => O): Promise<T | O> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<"late">((resolve) => timer = setTimeout(resolve, ms, "late"));
  const first = await Promise.race([work.then((value) => ({ value })), late]).finally(() => clearTimeout(timer));
  return first === "late" ? otherwise() : first.value;
}
