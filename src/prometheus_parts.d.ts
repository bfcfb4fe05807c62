/** A part of prom-client: its types are those of the whole. */
declare const part: unknown;
export default part;
