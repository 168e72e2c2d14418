/** Events over time: stacked bars, of which a stretch can be chosen by dragging, by the keyboard, or by a click on one bar. */
import { scaleBand, scaleLinear } from "d3-scale";
import { utcDay, utcMonday, utcMonth, utcYear } from "d3-time";
import { useMemo, useRef, useState } from "preact/hooks";
import { count, day } from "../format";
import { useFetched, useWidth } from "../hooks";
import { asked } from "../selection";
import { FAMILIES, type Bin, type Timeline } from "../types";
import { Failed } from "./states";

const HEIGHT = 120, BOTTOM = 20, LEFT = 34, TOP = 6;
const INTERVAL = { day: utcDay, week: utcMonday, month: utcMonth, year: utcYear };

interface Props { chosen: URLSearchParams; change: (since: string | null, until: string | null) => void }

const iso = (date: Date) => date.toISOString().slice(0, 10);
const date = (text: string) => new Date(`${text}T00:00:00Z`);

/** All bins from the first to the last, those without events too. */
function filled(line: Timeline): Bin[] {
  const first = line.bins[0], last = line.bins.at(-1);
  if (!first || !last) return [];
  const known = new Map(line.bins.map((bin) => [bin.start, bin]));
  const interval = INTERVAL[line.bin];
  const starts = interval.range(date(first.start), new Date(date(last.start).getTime() + 1));
  return starts.map((start) => known.get(iso(start)) ?? {
    start: iso(start), end: iso(utcDay.offset(interval.offset(start, 1), -1)), Engagement: 0, Agreement: 0, Dispute: 0, total: 0,
  });
}

function label(start: string, bin: Timeline["bin"], short = false): string {
  if (bin === "year") return start.slice(0, 4);
  const options: Intl.DateTimeFormatOptions = bin === "month" ? { month: "short", year: "numeric" } : short ? { day: "numeric", month: "short" } : { day: "numeric", month: "short", year: "numeric" };
  const told = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" }).format(date(start));
  return bin === "week" && !short ? `week of ${told}` : told;
}

export function TimelinePanel({ chosen, change }: Props) {
  const { data, error, loading, again } = useFetched<Timeline>(asked("events/timeline", chosen));
  const [ref, width] = useWidth<HTMLDivElement>(900);
  const bins = useMemo(() => (data ? filled(data) : []), [data]);
  const narrowed = chosen.has("since") || chosen.has("until");
  const wider = () => {
    const since = chosen.get("since"), until = chosen.get("until");
    if (!since || !until) return change(null, null);
    const days = utcDay.count(date(since), date(until)) + 1;
    change(iso(utcDay.offset(date(since), -days)), iso(utcDay.offset(date(until), days)));
  };
  return (
    <section class="panel timeline" aria-label="Timeline">
      <div class="panel-head">
        <h2>Over time</h2>
        <ul class="legend">{FAMILIES.map((one) => <li class={one.toLowerCase()}>{one === "Engagement" ? "engagements" : one === "Agreement" ? "agreements" : "disputes"}</li>)}</ul>
        <div class="tools">
          {narrowed && <button type="button" class="small" onClick={wider}>Zoom out</button>}
          {narrowed && <button type="button" class="small" onClick={() => change(null, null)}>All time</button>}
        </div>
      </div>
      <div ref={ref} class={loading && data ? "stale" : ""}>
        {error ? <Failed problem={error} again={again} /> : <Bars bins={bins} bin={data?.bin ?? "month"} width={width} change={change} undated={data?.undated ?? 0} waiting={!data} />}
      </div>
    </section>
  );
}

const families = (bin: Bin) => `${count(bin.Engagement, "engagement")}, ${count(bin.Agreement, "agreement")}, ${count(bin.Dispute, "dispute")}`;

interface BarsProps { bins: Bin[]; bin: Timeline["bin"]; width: number; undated: number; waiting: boolean; change: Props["change"]; /** What is counted, where it is not events of three families. */ what?: string }

export function Bars({ bins, bin, width, undated, waiting, change, what }: BarsProps) {
  const [at, setAt] = useState<number | null>(null);
  const [from, setFrom] = useState<number | null>(null);
  const svg = useRef<SVGSVGElement>(null);
  const x = scaleBand<number>(bins.map((_, index) => index), [LEFT, Math.max(width, 200)]).paddingInner(bins.length > 60 ? 0.1 : 0.2).paddingOuter(0.1);
  const most = Math.max(1, ...bins.map((one) => one.total));
  const y = scaleLinear([0, most], [HEIGHT, TOP]);
  const ticks = y.ticks(3).filter(Number.isInteger);
  const every = Math.max(1, Math.ceil(bins.length / Math.max(2, Math.floor((width - LEFT) / (bin === "year" ? 48 : 84)))));
  const under = (event: PointerEvent) => {
    const box = svg.current?.getBoundingClientRect();
    if (!box || !bins.length) return null;
    return Math.min(bins.length - 1, Math.max(0, Math.floor((event.clientX - box.left - LEFT) / x.step())));
  };
  const choose = (one: number, other: number) => {
    const first = bins[Math.min(one, other)], last = bins[Math.max(one, other)];
    if (first && last) change(first.start, last.end);
  };
  const key = (event: KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10, Home: -bins.length, End: bins.length };
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      if (event.shiftKey && from === null) setFrom(at ?? 0);
      if (!event.shiftKey) setFrom(null);
      setAt(Math.min(bins.length - 1, Math.max(0, (at ?? (move > 0 ? -1 : bins.length)) + move)));
    } else if (event.key === "Enter" && at !== null) {
      choose(from ?? at, at);
      setFrom(null);
    } else if (event.key === "Escape") {
      setFrom(null);
    }
  };
  if (!bins.length) return <p class="empty">{waiting ? "Counting …" : undated ? `${count(undated, "event")} without a date.` : "Nothing to show."}</p>;
  const shown = at === null ? undefined : bins[at];
  const stretch: [number, number] | null = from !== null && at !== null ? [Math.min(from, at), Math.max(from, at)] : null;
  const first = stretch && bins[stretch[0]], last = stretch && bins[stretch[1]];
  const told = first && last && first !== last
    ? `${day(first.start)} – ${day(last.end)}: choose these ${count(bins.slice(stretch[0], stretch[1] + 1).reduce((sum, one) => sum + one.total, 0), "event")}`
    : shown
      ? `${label(shown.start, bin)}: ${what ? count(shown.total, what) : families(shown)}`
      : what ? `${what}s by ${bin}`
        : `By ${bin}. Drag over a stretch of time to look closer${undated ? `; ${count(undated, "event")} without a date` : ""}.`;
  return (
    <>
      <svg
        ref={svg} width="100%" height={HEIGHT + BOTTOM} class="bars" role="slider" tabIndex={0}
        aria-label={`${what ? `${what}s` : "Events"} by ${bin}; arrow keys move, with shift they mark a stretch, Enter chooses it`}
        aria-valuemin={0} aria-valuemax={bins.length - 1} aria-valuenow={at ?? 0} aria-valuetext={told}
        onKeyDown={key} onBlur={() => setAt(null)} onPointerLeave={() => from === null && setAt(null)}
        onPointerDown={(event) => { const bar = under(event); if (bar !== null) { svg.current?.setPointerCapture(event.pointerId); setFrom(bar); setAt(bar); } }}
        onPointerMove={(event) => setAt(under(event))}
        onPointerUp={() => { if (from !== null && at !== null) choose(from, at); setFrom(null); }}
        onPointerCancel={() => setFrom(null)}
      >
        {ticks.map((tick) => <g key={`t${tick}`}><line class="grid" x1={LEFT} x2="100%" y1={y(tick)} y2={y(tick)} /><text class="tick" x={LEFT - 6} y={y(tick) + 4} text-anchor="end">{count(tick)}</text></g>)}
        {stretch && <rect class="stretch" x={x(stretch[0])} width={(x(stretch[1]) ?? 0) - (x(stretch[0]) ?? 0) + x.bandwidth()} y={0} height={HEIGHT} />}
        {bins.map((one, index) => {
          let top = 0;
          return (
            <g key={one.start} class={index === at ? "bar-of at" : "bar-of"}>
              <rect class="back" x={x(index)} width={x.bandwidth()} y={TOP} height={HEIGHT - TOP} />
              {FAMILIES.map((family) => {
                const low = top;
                top += one[family];
                return one[family] > 0 && <rect key={family} class={family.toLowerCase()} x={x(index)} width={x.bandwidth()} y={y(top)} height={Math.max(1, y(low) - y(top))} />;
              })}
              {index % every === 0 && (x(index) ?? 0) + x.bandwidth() / 2 + (bin === "year" ? 16 : 32) <= Math.max(width, 200) && <text class="tick" x={(x(index) ?? 0) + x.bandwidth() / 2} y={HEIGHT + 15} text-anchor="middle">{label(one.start, bin, true)}</text>}
            </g>
          );
        })}
      </svg>
      <p class="caption" aria-hidden="true">{told}</p>
    </>
  );
}
