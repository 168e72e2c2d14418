/** What is in the database, at a glance. */
import type { ViewProps } from "../app";
import { count, day, family, when } from "../format";
import { useFetched, useTitle } from "../hooks";
import { StatusBadge, TypeBadge } from "../parts/badges";
import { Empty, Failed, Waiting } from "../parts/states";
import { TimelinePanel } from "../parts/timeline";
import { go, href } from "../router";
import type { EventPage, Facets, Network, NetworkNode } from "../types";

interface Stats { events: number; articles: number; states: number; organizations: number; persons: number; places: number; publishers: number; types: Record<string, number>; statuses: Record<string, number> }
const NONE = new URLSearchParams();

export default function Dashboard(_: ViewProps) {
  useTitle("Dashboard");
  const { data, error, again } = useFetched<Stats>("stats");
  if (error) return <section class="view"><h1>Dashboard</h1><Failed problem={error} again={again} /></section>;
  if (!data) return <Waiting what="the counts, which takes some seconds after a start of the server" />;
  const cards: [string, string, number, string][] = [
    ["event", "events", data.events, href("events")], ["article", "articles", data.articles, href("articles")], ["publisher", "publishers", data.publishers, href("articles")],
    ["state", "states", data.states, ""], ["organization", "organizations", data.organizations, ""], ["person", "people", data.persons, ""], ["place", "places", data.places, ""],
  ];
  return (
    <section class="view">
      <h1>Dashboard</h1>
      <ul class="cards">{cards.map(([one, many, number, address]) => { const name = number === 1 ? one : many; return <li class="panel"><b>{count(number)}</b> {address ? <a href={address}>{name}</a> : <span>{name}</span>}</li>; })}</ul>
      {data.events === 0 && <Empty>The database is empty. <a href={href("load")}>Load an article</a></Empty>}
      <TimelinePanel chosen={NONE} change={(since, until) => go("events", new URLSearchParams({ ...(since ? { since } : {}), ...(until ? { until } : {}) }))} />
      <div class="columns dash">
        <Bars title="By type" counts={data.types} filter="type" />
        <Pairs />
        <Newest />
        <Sources />
        <Bars title="By status" counts={data.statuses} filter="status" />
        <HealthPanel />
      </div>
    </section>
  );
}

function Bars({ title, counts, filter }: { title: string; counts: Record<string, number>; filter: "type" | "status" }) {
  const most = Math.max(1, ...Object.values(counts));
  return (
    <section class="panel" aria-label={title}>
      <h2>{title}</h2>
      <table class="chart"><tbody>{Object.entries(counts).map(([name, number]) => (
        <tr><th scope="row"><a href={href("events", new URLSearchParams({ [filter]: name }))}>{name}</a></th><td><svg width="100%" height="14" role="presentation"><rect width={`${(100 * number) / most}%`} height="14" rx="2" class={filter === "type" ? family(name).toLowerCase() : "engagement"} /></svg></td><td class="number">{count(number)}</td></tr>
      ))}</tbody></table>
    </section>
  );
}

function Pairs() {
  const { data, error } = useFetched<Network>("events/network?limit=12");
  const nodes = new Map<string, NetworkNode>((data?.nodes ?? []).map((one) => [one.iri, one]));
  const most = Math.max(1, ...(data?.pairs ?? []).map((one) => one.cooperation + one.conflict));
  return (
    <section class="panel" aria-label="Most active pairs">
      <div class="panel-head"><h2>Most active pairs</h2><ul class="legend"><li class="engagement">cooperation</li><li class="dispute">conflict</li></ul></div>
      {error && <Failed problem={error} />}
      <table class="chart"><tbody>{data?.pairs.map((pair) => {
        const one = nodes.get(pair.one)!, other = nodes.get(pair.other)!, all = pair.cooperation + pair.conflict;
        return (
          <tr><th scope="row"><a href={href("events", new URLSearchParams({ pair: `${one.code},${other.code}` }))}>{one.name} – {other.name}</a></th>
            <td><svg width="100%" height="14" role="presentation"><rect width={`${(100 * pair.cooperation) / most}%`} height="14" class="engagement" /><rect x={`${(100 * pair.cooperation) / most}%`} width={`${(100 * pair.conflict) / most}%`} height="14" class="dispute" /></svg></td>
            <td class="number" title={`${pair.cooperation} of cooperation, ${pair.conflict} of conflict`}>{count(all)}</td></tr>
        );
      })}</tbody></table>
    </section>
  );
}

function Newest() {
  const { data, error } = useFetched<EventPage>("events?order=-date&limit=7");
  return (
    <section class="panel" aria-label="Newest events">
      <div class="panel-head"><h2>Newest</h2><div class="tools"><a href={href("events")}>all events</a></div></div>
      {error && <Failed problem={error} />}
      <ul class="plain newest">{data?.events.map((event) => <li><TypeBadge type={event.type} /> <StatusBadge status={event.status} /> <a href={href(`event/${event.id}`)}>{event.label}</a> <span class="soft nowrap">{when(event)}</span></li>)}</ul>
    </section>
  );
}

function Sources() {
  const { data, error } = useFetched<Facets>("events/facets");
  const found = data?.facets.publisher.slice(0, 10) ?? [];
  return (
    <section class="panel" aria-label="Sources">
      <h2>Sources</h2>
      {error && <Failed problem={error} />}
      {data && !found.length && <p class="soft">No publisher is known.</p>}
      <table><tbody>{found.map((one) => <tr><th scope="row"><a href={href("events", new URLSearchParams({ publisher: one.value }))}>{one.label}</a></th><td class="number">{count(one.count, "event")}</td></tr>)}</tbody></table>
    </section>
  );
}

function HealthPanel() {
  const health = useFetched<{ version: string; takes_articles: boolean }>("health");
  const ready = useFetched<{ status: string }>("ready");
  const quarantine = useFetched<unknown[]>("quarantine");
  const article = useFetched<{ articles: { published: string | null }[] }>("articles?limit=1");
  return (
    <section class="panel" aria-label="Health">
      <h2>Health</h2>
      <dl class="known">
        <dt>Server</dt><dd>{health.data ? `Diplograph ${health.data.version}` : (health.error?.message ?? "…")}</dd>
        <dt>Queries</dt><dd>{ready.data ? "are answered" : (ready.error?.message ?? "…")}</dd>
        <dt>Articles</dt><dd>{health.data ? (health.data.takes_articles ? <>are taken, <a href={href("load")}>load some</a></> : "are not taken") : "…"}</dd>
        <dt>Quarantine</dt><dd>{quarantine.data ? <a href={href("load")}>{quarantine.data.length ? count(quarantine.data.length, "entry").replace("entrys", "entries") : "empty"}</a> : (quarantine.error?.message ?? "…")}</dd>
        {article.data?.articles[0]?.published && <><dt>Oldest article</dt><dd>{day(article.data.articles[0].published.slice(0, 10))}</dd></>}
      </dl>
    </section>
  );
}
