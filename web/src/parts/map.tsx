/** Where events happened: countries shaded by all their events, circles for the places that are on the map. No tiles, no other host. */
import { scaleSqrt } from "d3-scale";
import { useMemo, useState } from "preact/hooks";
import { count } from "../format";
import { useFetched, useWidth } from "../hooks";
import { asked } from "../selection";
import type { EventMap, MapCountry, MapPlace } from "../types";
import { Failed, Waiting } from "./states";
import { worldOf } from "./world";

const NEAR = 6;

interface Props { chosen: URLSearchParams; choose: (place: string) => void }

export default function MapPanel({ chosen, choose }: Props) {
  const { data, error, again } = useFetched<EventMap>(asked("events/map", chosen));
  if (error) return <Failed problem={error} again={again} />;
  return data ? <World map={data} choose={choose} /> : <Waiting what="the map" />;
}

interface View { k: number; x: number; y: number }
const WHOLE: View = { k: 1, x: 0, y: 0 };

function World({ map, choose }: { map: EventMap; choose: Props["choose"] }) {
  const [ref, measured] = useWidth<HTMLDivElement>(640);
  const width = Math.max(280, measured), height = Math.round(width * 0.5);
  const [view, setView] = useState<View>(WHOLE);
  const [told, setTold] = useState<string | null>(null);
  const [dragged, setDragged] = useState<{ x: number; y: number; from: View } | null>(null);
  const { paths, project } = useMemo(() => worldOf(width, height), [width, height]);
  const byId = new Map(map.countries.filter((one) => one.numeric).map((one) => [one.numeric!, one]));
  const most = Math.max(1, ...map.countries.map((one) => one.total));
  const radius = scaleSqrt([0, Math.max(1, ...map.places.map((one) => one.total))], [0, Math.max(8, width / 34)]);
  const zoom = (factor: number, x = width / 2, y = height / 2) => {
    const k = Math.min(12, Math.max(1, view.k * factor)), ratio = k / view.k;
    setView(bounded({ k, x: x - (x - view.x) * ratio, y: y - (y - view.y) * ratio }, width, height));
  };
  const country = (one: MapCountry) => `${one.name}: ${count(one.total, "event")}`;
  const place = (one: MapPlace) => `${one.name}: ${count(one.total, "event")} (${count(one.Engagement, "engagement")}, ${count(one.Agreement, "agreement")}, ${count(one.Dispute, "dispute")})`;
  const button = (name: string, text: string) => ({
    role: "button" as const, tabIndex: 0, "aria-label": text,
    onClick: () => choose(name),
    onKeyDown: (event: KeyboardEvent) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(name); } },
    onPointerEnter: () => setTold(text), onPointerLeave: () => setTold(null), onFocus: () => setTold(text), onBlur: () => setTold(null),
  });
  return (
    <div ref={ref} class="map">
      <svg
        viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="group" aria-label="Map of the events"
        onWheel={(event) => { if (event.ctrlKey || view.k > 1) { event.preventDefault(); const box = event.currentTarget.getBoundingClientRect(); zoom(event.deltaY < 0 ? 1.25 : 0.8, event.clientX - box.left, event.clientY - box.top); } }}
        onPointerDown={(event) => view.k > 1 && setDragged({ x: event.clientX, y: event.clientY, from: view })}
        onPointerMove={(event) => dragged && setView(bounded({ ...dragged.from, x: dragged.from.x + event.clientX - dragged.x, y: dragged.from.y + event.clientY - dragged.y }, width, height))}
        onPointerUp={() => setDragged(null)} onPointerLeave={() => setDragged(null)}
      >
        <g transform={`translate(${view.x} ${view.y}) scale(${view.k})`}>
          {paths.map(({ id, d }) => {
            const one = byId.get(id);
            return one
              ? <path key={id} d={d} class="country known" fill-opacity={0.18 + 0.5 * Math.sqrt(one.total / most)} {...button(one.code, country(one))} />
              : <path key={id} d={d} class="country" />;
          })}
          {map.places.map((one) => {
            const point = project([one.long, one.lat]);
            const worst = one.Dispute > one.total / 2 ? "dispute" : one.Agreement > one.total / 2 ? "agreement" : "engagement";
            return point && <circle key={one.iri} class={`place ${worst}`} cx={point[0]} cy={point[1]} r={Math.max(3, radius(one.total)) / view.k} stroke-width={1 / view.k} {...button(one.name, place(one))} />;
          })}
        </g>
      </svg>
      <div class="zoom"><button type="button" class="icon" aria-label="Zoom in" onClick={() => zoom(1.6)}>+</button><button type="button" class="icon" aria-label="Zoom out" onClick={() => zoom(1 / 1.6)} disabled={view.k === 1}>−</button></div>
      <p class="caption" aria-hidden="true">{told ?? `Countries by all their events, circles for known places.${map.unplaced ? ` ${count(map.unplaced, "event")} without a place.` : ""}`}</p>
      <ul class="hidden">{map.countries.slice(0, NEAR).map((one) => <li>{country(one)}</li>)}</ul>
    </div>
  );
}

function bounded(view: View, width: number, height: number): View {
  return { k: view.k, x: Math.min(0, Math.max(width - width * view.k, view.x)), y: Math.min(0, Math.max(height - height * view.k, view.y)) };
}
