/** Export: the events that are selected, in every format that the server writes. */
import { send } from "../api";
import type { ViewProps } from "../app";
import { count } from "../format";
import { useFetched, useTitle } from "../hooks";
import { Chips } from "../parts/chips";
import { Download } from "../parts/download";
import { Failed, Waiting } from "../parts/states";
import { Copy } from "../parts/turtle";
import { go, href } from "../router";
import { asked, selection } from "../selection";
import type { Facets } from "../types";

/** Name, title, media type, ending, what it is good for. */
const FORMATS: readonly [string, string, string, string, string][] = [
  ["turtle", "Turtle", "text/turtle", "ttl", "RDF to read and to compare; every file conforms to the shapes by itself"],
  ["jsonld", "JSON-LD", "application/ld+json", "jsonld", "RDF for programs that read JSON, in the words of our context"],
  ["ntriples", "N-Triples", "application/n-triples", "nt", "RDF, a statement on each line"],
  ["nquads", "N-Quads", "application/n-quads", "nq", "RDF, a statement on each line, with graphs"],
  ["trig", "TriG", "application/trig", "trig", "RDF to read, with graphs"],
  ["rdfxml", "RDF/XML", "application/rdf+xml", "rdf", "RDF for older tools"],
  ["csv", "CSV", "text/csv", "csv", "A table, for spreadsheets and statistics"],
  ["parquet", "Parquet", "application/vnd.apache.parquet", "parquet", "A table in columns, for pandas, Polars, DuckDB and R"],
  ["jsonl", "JSON Lines", "application/jsonl", "jsonl", "An event on each line"],
  ["geojson", "GeoJSON", "application/geo+json", "geojson", "Points for maps"],
  ["ical", "iCalendar", "text/calendar", "ics", "Planned events for a calendar"],
  ["graphml", "GraphML", "application/graphml+xml", "graphml", "The network of parties, for Gephi, Cytoscape and yEd"],
  ["gexf", "GEXF", "application/gexf+xml", "gexf", "The network of parties over time, for Gephi"],
  ["polecat", "POLECAT", "text/tab-separated-values", "txt", "The columns of POLECAT, for conflict research"],
];
interface Description { paths: Record<string, { get?: { responses: Record<string, { content?: Record<string, unknown> }> } }> }

export default function Export({ route }: ViewProps) {
  useTitle("Export");
  const chosen = selection(route.params);
  const facets = useFetched<Facets>(asked("events/facets", chosen));
  const description = useFetched<Description>("openapi.json");
  const offered = Object.keys(description.data?.paths["/export"]?.get?.responses["200"]?.content ?? {});
  const known = FORMATS.filter(([, , type]) => offered.includes(type));
  const option = { text: "", since: "--since", until: "--until", type: "--type", party: "--party", pair: "--pair", status: "--status", place: "--place", topic: "--topic", publisher: "--publisher" } as Record<string, string>;
  const quoted = (value: string) => (/^[\w:.,/-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`);
  const command = `diplograph export ${[...chosen].filter(([name]) => option[name]).map(([name, value]) => `${option[name]} ${quoted(value)} `).join("")}-o events.ttl`;
  const curl = `curl -o events.ttl ${quoted(new URL(asked("export", chosen, { format: "turtle" }), location.href).href)}`;
  return (
    <section class="view">
      <h1>Export</h1>
      <div class="panel">
        <p class="lead">{facets.data ? <b>{count(facets.data.total, "event")}</b> : "…"} {chosen.size ? "that fit:" : "in all. Set filters among the events to export some of them."} <a href={href("events", chosen)}>{chosen.size ? "See or change the selection" : "To the events"}</a></p>
        <Chips chosen={chosen} change={(next) => go("export", next)} />
        {facets.error && <Failed problem={facets.error} again={facets.again} />}
      </div>
      {description.error && <Failed problem={description.error} again={description.again} />}
      {!description.data && !description.error && <Waiting what="the formats" />}
      <ul class="formats">{known.map(([name, title, , ending, use]) => (
        <li class="panel"><div><b>{title}</b> <span class="soft">.{ending}</span><p>{use}</p></div><Download label="Download" name={`events.${ending}`} fetchFile={() => send(asked("export", chosen, { format: name }), { headers: { accept: "*/*" } })} /></li>
      ))}</ul>
      <section class="panel" aria-label="Commands">
        <h2>The same from a terminal</h2>
        {!chosen.has("text") && <div class="source"><Copy text={command} /><pre tabIndex={0}>{command}</pre></div>}
        <div class="source"><Copy text={curl} /><pre tabIndex={0}>{curl}</pre></div>
      </section>
    </section>
  );
}
