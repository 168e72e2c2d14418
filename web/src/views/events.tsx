/** Events: the list, and the same selection over time, on the map and between parties. */
import { useState } from "preact/hooks";
import type { ViewProps } from "../app";
import { count } from "../format";
import { useFetched, useLate, useTitle } from "../hooks";
import { Chips } from "../parts/chips";
import { EventList } from "../parts/eventlist";
import { FacetPanel } from "../parts/facets";
import { lazy } from "../parts/lazy";
import { Failed } from "../parts/states";
import { Tabs } from "../parts/tabs";
import { TimelinePanel } from "../parts/timeline";
import { go, href } from "../router";
import { asked, selection, set, toggle } from "../selection";
import type { Facets } from "../types";

const MapPanel = lazy(() => import("../parts/map"), "the map");
const NetworkPanel = lazy(() => import("../parts/network"), "the network");
const PICTURES = [["map", "Map"], ["network", "Network"]] as const;

export default function Events({ route }: ViewProps) {
  useTitle("Events");
  const chosen = selection(route.params);
  const order = route.params.get("order") === "date" ? "date" : "-date";
  const picture = route.params.get("show") === "network" ? "network" : "map";
  const show = (next: URLSearchParams, as: { order?: string; picture?: string } = {}) => {
    const shown = new URLSearchParams(next);
    if ((as.order ?? order) === "date") shown.set("order", "date");
    if ((as.picture ?? picture) === "network") shown.set("show", "network");
    go("events", shown);
  };
  const change = (next: URLSearchParams) => show(selection(next));
  const { data, error, loading, again } = useFetched<Facets>(asked("events/facets", chosen));
  const slow = useLate(loading && !data);
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
          <label class="order">Order <select value={order} onChange={(event) => show(chosen, { order: event.currentTarget.value })}>
            <option value="-date">latest first</option><option value="date">earliest first</option>
          </select></label>
          <a class="button" href={href("export", chosen)}>Export</a>
        </div>
        {error && <Failed problem={error} again={again} />}
        {slow && <p class="noted waiting left" role="status"><span class="spinner" aria-hidden="true" />The server is counting the events, which takes it some seconds after a start. The list is here already.</p>}
        <div class="pictures">
          <TimelinePanel chosen={chosen} change={(since, until) => change(set(set(chosen, "since", since), "until", until))} />
          <section class="list" aria-label="List"><EventList chosen={chosen} order={order} /></section>
          <section class="panel picture" aria-label="Map and network">
            <Tabs label="Picture" tabs={PICTURES} chosen={picture} choose={(tab) => show(chosen, { picture: tab })} panel="picture" />
            <div id="picture" role="tabpanel" aria-label={picture === "map" ? "Map" : "Network"}>
              {picture === "map"
                ? <MapPanel chosen={chosen} choose={(place) => change(toggle(chosen, "place", place))} />
                : <NetworkPanel chosen={chosen} choose={(filter, value) => change(toggle(chosen, filter, value))} />}
            </div>
          </section>
        </div>
      </div>
    </div>
  );
}
