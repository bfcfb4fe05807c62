/** Cost and latency over the number of calls, as a picture that needs nothing but a browser. */

export interface Point {
  readonly calls: number;
  /** Of one core. */
  readonly cpuPercent: number;
  /** Added latency at the 99th percentile. */
  readonly toModelMs: number;
  readonly toCallerMs: number;
}

const WIDTH = 720;
const HEIGHT = 420;
const LEFT = 60;
const RIGHT = 60;
const TOP = 60;
const BOTTOM = 50;

/** Draws it. `most` is the number of calls that is marked. */
export function chart(points: readonly Point[], about: { limitMs: number; machine: string; most: number }): string {
  const last = points.at(-1)?.calls ?? 1;
  const maxMs = 2 * about.limitMs;
  const x = (calls: number) => LEFT + (WIDTH - LEFT - RIGHT) * calls / last;
  const y = (share: number) => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * Math.min(1, share);
  const line = (color: string, share: (point: Point) => number) =>
    `<polyline fill="none" stroke="${color}" stroke-width="2" points="${
      points.map((point) => `${x(point.calls).toFixed(1)},${y(share(point)).toFixed(1)}`).join(" ")
    }"/>`;
  const shares = [0, 0.25, 0.5, 0.75, 1];
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>Cost and added latency over the number of calls on one core</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(LEFT, 20, `One core: most calls with p99 below ${about.limitMs} ms: ${about.most}`, "#222", "start", 14),
    text(LEFT, 38, about.machine, "#666"),
    ...shares.flatMap((share) => [
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(share)}" y2="${y(share)}" stroke="#e0e0e0"/>`,
      text(LEFT - 8, y(share) + 4, `${100 * share} %`, PROCESSOR, "end"),
      text(WIDTH - RIGHT + 8, y(share) + 4, `${maxMs * share} ms`, TO_MODEL),
    ]),
    ...points.filter((_, at) => at % Math.ceil(points.length / 10) === 0).map(({ calls }) =>
      text(x(calls), HEIGHT - BOTTOM + 18, String(calls), "#222", "middle")
    ),
    text(WIDTH / 2, HEIGHT - 10, "calls", "#222", "middle"),
    `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(0.5)}" y2="${
      y(0.5)
    }" stroke="${TO_MODEL}" stroke-dasharray="4 4"/>`,
    line(PROCESSOR, ({ cpuPercent }) => cpuPercent / 100),
    line(TO_MODEL, ({ toModelMs }) => toModelMs / maxMs),
    line(TO_CALLER, ({ toCallerMs }) => toCallerMs / maxMs),
    text(LEFT + 10, TOP + 14, "processor, % of the core", PROCESSOR),
    text(LEFT + 10, TOP + 30, "added latency p99, caller to model", TO_MODEL),
    text(LEFT + 10, TOP + 46, "added latency p99, model to caller", TO_CALLER),
    "</svg>",
  ];
  return parts.join("\n") + "\n";
}

const PROCESSOR = "#444444";
const TO_MODEL = "#c0392b";
const TO_CALLER = "#2471a3";

function text(x: number, y: number, words: string, color: string, anchor = "start", size = 12): string {
  const at = `x="${x.toFixed(1)}" y="${y.toFixed(1)}"`;
  return `<text ${at} fill="${color}" text-anchor="${anchor}" font-size="${size}">${words}</text>`;
}
