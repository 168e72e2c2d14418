/** Small pictures of the rows of an answer: points on a map, counts over time, bars. */
import { scaleLinear, scaleSqrt } from "d3-scale";
import { useState } from "preact/hooks";
import { count } from "../format";
import { shortened, type Row } from "../sparql";
import type { Bin } from "../types";
import { lazy } from "./lazy";
import { Bars } from "./timeline";

const PlainMap = lazy(() => import("./plainmap"), "the map");
const MOST_BARS = 40;
const DATE = /^-?\d{4}-\d\d-\d\d/;

export interface Point { lat: number; long: number; label: string }
export interface Chart { label: string; value: string; bars: { name: string; value: number }[]; left: number }

/** The rows that have coordinates, in columns that are called so. */
export function pointsOf(columns: string[], rows: Row[]): Point[] {
  const lat = columns.find((name) => /^lat(itude)?$/i.test(name)), long = columns.find((name) => /^(long?|lng|longitude)$/i.test(name));
  if (!lat || !long) return [];
  const label = columns.find((name) => name !== lat && name !== long);
  return rows.flatMap((row) => {
    const point = { lat: Number(row[lat]?.value ?? NaN), long: Number(row[long]?.value ?? NaN), label: label ? shortened(row[label]?.value ?? "") : "" };
    return Number.isFinite(point.lat) && Number.isFinite(point.long) && Math.abs(point.lat) <= 90 ? [point] : [];
  });
}

/** Rows by month or year, in the first column that holds days. */
export function timesOf(columns: string[], rows: Row[]): { bins: Bin[]; bin: "month" | "year" } | null {
  const column = columns.find((name) => rows.some((row) => row[name]) && rows.every((row) => !row[name] || DATE.test(row[name]!.value)));
  if (!column) return null;
  const days = rows.map((row) => row[column]?.value.slice(0, 10)).filter((one): one is string => one !== undefined).sort();
  const years = Number(days.at(-1)!.slice(0, 4)) - Number(days[0]!.slice(0, 4));
  const bin = years > 8 ? "year" : "month";
  const counts = new Map<string, number>();
  for (const one of days) { const key = bin === "year" ? `${one.slice(0, 4)}-01-01` : `${one.slice(0, 7)}-01`; counts.set(key, (counts.get(key) ?? 0) + 1); }
  const bins: Bin[] = [];
  for (let year = Number(days[0]!.slice(0, 4)), month = bin === "year" ? 1 : Number(days[0]!.slice(5, 7)); ;) {
    const start = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-01`, total = counts.get(start) ?? 0;
    if (start > days.at(-1)!) break;
    bins.push({ start, end: start, Engagement: total, Agreement: 0, Dispute: 0, total });
    if (bin === "year" || month === 12) { year += 1; month = 1; } else month += 1;
  }
  return { bins, bin };
}

/** A bar for each row: its first column of words against its first of numbers. */
export function chartOf(columns: string[], rows: Row[]): Chart | null {
  const numeric = (name: string) => rows.length > 0 && rows.every((row) => row[name] && row[name]!.type === "literal" && row[name]!.value.trim() !== "" && Number.isFinite(Number(row[name]!.value)));
  const value = columns.find((name) => numeric(name));
  const label = columns.filter((name) => name !== value && !numeric(name));
  if (!value || !label.length) return null;
  const bars = rows.slice(0, MOST_BARS).map((row) => ({ name: label.slice(0, 2).map((name) => shortened(row[name]?.value ?? "")).filter(Boolean).join(" · "), value: Number(row[value]!.value) }));
  return { label: label[0]!, value, bars, left: rows.length - bars.length };
}

export function TimesPicture({ times }: { times: { bins: Bin[]; bin: "month" | "year" } }) {
  return <div class="picture-of"><Bars bins={times.bins} bin={times.bin} width={900} undated={0} waiting={false} change={() => undefined} what="row" /></div>;
}

export function ChartPicture({ chart }: { chart: Chart }) {
  const x = scaleLinear([0, Math.max(1e-9, ...chart.bars.map((one) => one.value))], [0, 100]);
  return (
    <div class="picture-of">
      <table class="chart"><caption>{chart.value} by {chart.label}{chart.left > 0 ? `; ${count(chart.left, "row")} left out` : ""}</caption>
        <tbody>{chart.bars.map((one, index) => (
          <tr key={index}><th scope="row">{one.name}</th><td><svg width="100%" height="16" role="presentation"><rect width={`${Math.max(0.3, x(Math.max(0, one.value)))}%`} height="16" rx="2" class="engagement" /></svg></td><td class="number">{count(one.value)}</td></tr>
        ))}</tbody>
      </table>
    </div>
  );
}

export function PointsPicture({ points }: { points: Point[] }) {
  const [told, setTold] = useState<string | null>(null);
  const places = new Map<string, { point: Point; labels: string[] }>();
  for (const point of points) {
    const key = `${point.lat} ${point.long}`, known = places.get(key) ?? { point, labels: [] };
    known.labels.push(point.label);
    places.set(key, known);
  }
  const radius = scaleSqrt([0, Math.max(1, ...[...places.values()].map((one) => one.labels.length))], [0, 18]);
  const marks = [...places.values()].map(({ point, labels }) => ({ ...point, radius: Math.max(4, radius(labels.length)), label: `${count(labels.length, "row")}: ${[...new Set(labels)].slice(0, 5).join(", ")}` }));
  return <div class="picture-of"><PlainMap marks={marks} told={setTold} /><p class="caption" aria-hidden="true">{told ?? count(points.length, "point")}</p></div>;
}
