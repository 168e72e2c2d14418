/** Events: the list, and the same selection over time, on the map and between parties. */
import { useState } from "preact/hooks";
import type { ViewProps } from "../app";
import { count } from "../format";
import { useFetched, useTitle } from "../hooks";
import { Chips } from "../parts/chips";
import { EventList } from "../parts/eventlist";
import { FacetPanel } from "../parts/facets";
import { Failed } from "../parts/states";
import { go, href } from "../router";
import { asked, selection } from "../selection";
import type { Facets } from "../types";

export default function Events({ route }: ViewProps) {
  useTitle("Events");
  const chosen = selection(route.params);
  const order = route.params.get("order") === "date" ? "date" : "-date";
  const change = (next: URLSearchParams) => {
    if (order === "date") next.set("order", order);
    go("events", next);
  };
  const { data, error, again } = useFetched<Facets>(asked("events/facets", chosen));
  const [open, setOpen] = useState(false);
  return (
    <div class="workspace">
      <aside class={open ? "filters open" : "filters"} aria-label="Filters">
        <button type="button" class="disclosure" aria-expanded={open} onClick={() => setOpen(!open)}>Filters{chosen.size ? ` (${chosen.size})` : ""}</button>
        <div class="inside"><FacetPanel facets={data} chosen={chosen} change={change} /></div>
      </aside>
      <div class="results">
        <div class="bar">
          <h1 aria-live="polite">{data ? count(data.total, "event") : "Events"}</h1>
          <Chips chosen={chosen} change={change} />
          <label class="order">Order <select value={order} onChange={(event) => go("events", withOrder(chosen, event.currentTarget.value))}>
            <option value="-date">latest first</option><option value="date">earliest first</option>
          </select></label>
          <a class="button" href={href("export", chosen)}>Export</a>
        </div>
        {error && <Failed problem={error} again={again} />}
        <section aria-label="List"><EventList chosen={chosen} order={order} /></section>
      </div>
    </div>
  );
}

function withOrder(chosen: URLSearchParams, order: string): URLSearchParams {
  const next = new URLSearchParams(chosen);
  if (order === "date") next.set("order", order);
  return next;
}
