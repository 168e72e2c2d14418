/** One event: what, who, when and where; the sentences that say so in their articles; where sources differ; what it led to. */
import { useMemo, useState } from "preact/hooks";
import type { ViewProps } from "../app";
import { count, day, short, when } from "../format";
import { useFetched, useTitle } from "../hooks";
import { StatusBadge, TypeBadge } from "../parts/badges";
import { MarkedText } from "../parts/marked";
import { Failed, Waiting } from "../parts/states";
import { Copy, Source } from "../parts/turtle";
import { href } from "../router";
import type { Actor, Article, Event, Sentence } from "../types";
import { differences } from "../parts/differences";

export default function EventView({ route }: ViewProps) {
  const id = route.path[1] ?? "";
  const { data, error, again } = useFetched<Event>(`events/${encodeURIComponent(id)}`);
  useTitle(data?.label ?? "Event");
  if (error) return <section class="view narrow"><h1>Event</h1><Failed problem={error} again={again} /></section>;
  return data ? <Shown key={data.iri} event={data} /> : <Waiting what="the event" />;
}

function Shown({ event }: { event: Event }) {
  const [source, setSource] = useState(false);
  const articles = useMemo(() => byArticle(event.evidence), [event]);
  const query = new URLSearchParams({ query: `# What is known of: ${(event.label ?? "").replace(/\s+/g, " ")}\nDESCRIBE <${event.iri}>\n` });
  const links: [string, string[]][] = [["Outcome of", event.outcome_of], ["In response to", event.in_response_to], ["Part of", event.part_of]];
  return (
    <article class="view">
      <p class="back"><a href={href("events")}>All events</a></p>
      <div class="title"><TypeBadge type={event.type} /> <StatusBadge status={event.status} always /></div>
      <h1>{event.label ?? event.id}</h1>
      <div class="event-page">
        <div class="stack">
          <section class="panel" aria-label="What is known">
            <h2>What is known</h2>
            <dl class="known">
              <dt>When</dt><dd>{when(event)}{event.date_text.length > 0 && <span class="soft"> (in the text: {event.date_text.map((one) => `“${one}”`).join(", ")})</span>}</dd>
              {event.initiator.length > 0 && <><dt>By</dt><dd><Actors actors={event.initiator} /></dd></>}
              {event.target.length > 0 && <><dt>Towards</dt><dd><Actors actors={event.target} /></dd></>}
              <dt>Parties</dt><dd><Actors actors={event.parties} /></dd>
              {event.people.length > 0 && <><dt>People</dt><dd><ul class="plain">{event.people.map((one) => <li>{one.name}{one.office.length > 0 && <span class="soft">, {one.office.join(", ")}</span>}</li>)}</ul></dd></>}
              {event.places.length > 0 && <><dt>Where</dt><dd>{event.places.map((one) => <a href={href("events", new URLSearchParams({ place: one.name ?? one.iri }))}>{one.name}{one.country ? ` (${one.country})` : ""}</a>)}</dd></>}
              {event.instruments.map((one) => <><dt>{one.kind ?? "Agreed"}</dt><dd>{one.title}{one.value && <span class="soft">, {one.value}</span>}</dd></>)}
              {event.topics.length > 0 && <><dt>About</dt><dd class="list">{event.topics.map((one) => <a class="topic" href={href("events", new URLSearchParams({ topic: one }))}>{one}</a>)}</dd></>}
              <dt>Told by</dt><dd>{count(event.publishers ?? 0, "publisher")} in {count(articles.length, "article")}{event.confidence !== null && <span class="soft">, confidence {event.confidence.toFixed(2)}</span>}</dd>
              {links.map(([name, iris]) => iris.length > 0 && <><dt>{name}</dt><dd><ul class="plain">{iris.map((iri) => <li><Linked iri={iri} /></li>)}</ul></dd></>)}
              <LedTo iri={event.iri} />
            </dl>
            <div class="actions">
              <button type="button" aria-expanded={source} onClick={() => setSource(!source)}>{source ? "Hide the Turtle" : "Show as Turtle"}</button>
              <a class="button" href={href("query", query)}>Query this</a>
              <Copy label="Copy the IRI" text={event.iri} />
            </div>
            {source && <Source address={`events/${event.id}?format=turtle`} accept="text/turtle" label="Turtle" />}
          </section>
          {event.reports.length > 1 && <Reports event={event} />}
        </div>
        <section class="stack" aria-label="Sources">
          {articles.map(([article, sentences]) => <InArticle key={article} article={article} sentences={sentences} />)}
        </section>
      </div>
    </article>
  );
}

function byArticle(sentences: Sentence[]): [string, Sentence[]][] {
  const found = new Map<string, Sentence[]>();
  for (const one of sentences) if (one.article) found.set(one.article, [...(found.get(one.article) ?? []), one]);
  return [...found];
}

function Actors({ actors }: { actors: Actor[] }) {
  return <span class="list">{actors.map((one) => <a href={href("events", new URLSearchParams({ party: one.code ?? one.iri }))}>{one.name ?? one.code}</a>)}</span>;
}

function Linked({ iri }: { iri: string }) {
  const { data } = useFetched<Event>(`events/${short(iri)}`);
  return <a href={href(`event/${short(iri)}`)}>{data ? `${data.label} (${when(data)})` : short(iri)}</a>;
}

interface Rows { results: { bindings: Record<string, { value: string }>[] } }

/** The events that came of this one, or that answer it: the links that lead here. */
function LedTo({ iri }: { iri: string }) {
  const query = `SELECT DISTINCT ?event ?label { ?event dg:outcomeOf|dg:inResponseTo|dg:partOf <${iri}> ; rdfs:label ?label } ORDER BY ?label LIMIT 50`;
  const { data } = useFetched<Rows>(`sparql?query=${encodeURIComponent(query)}`);
  const found = data?.results.bindings ?? [];
  if (!found.length) return null;
  return <><dt>Led to</dt><dd><ul class="plain">{found.map((row) => <li><a href={href(`event/${short(row["event"]!.value)}`)}>{row["label"]!.value}</a></li>)}</ul></dd></>;
}

/** What each report says, side by side, the rows in which they differ set off. */
function Reports({ event }: { event: Event }) {
  const query = `SELECT ?report ?g ?p ?o ?label { VALUES ?report { ${event.reports.map((one) => `<${one}>`).join(" ")} } GRAPH ?g { ?report ?p ?o } OPTIONAL { ?o rdfs:label ?label } }`;
  const { data, error } = useFetched<Rows>(`sparql?query=${encodeURIComponent(query)}`);
  const table = useMemo(() => differences(event, data?.results.bindings ?? []), [data]);
  return (
    <section class="panel" aria-label="Reports side by side">
      <h2>{event.differs_in.length ? `Sources differ on ${event.differs_in.join(", ")}` : "The reports side by side"}</h2>
      {error && <Failed problem={error} />}
      {!data && !error && <Waiting what="the reports" />}
      {data && (
        <div class="scroll" tabIndex={0} role="region" aria-label="Reports side by side">
          <table class="reports">
            <thead><tr><td />{table.columns.map((one) => <th scope="col">{one.name}</th>)}</tr></thead>
            <tbody>{table.rows.map((row) => <tr class={row.differ ? "differ" : ""}><th scope="row">{row.name}</th>{row.values.map((value) => <td>{value || <span class="soft">not said</span>}</td>)}</tr>)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function InArticle({ article, sentences }: { article: string; sentences: Sentence[] }) {
  const first = sentences[0]!;
  const [whole, setWhole] = useState(false);
  const { data, error } = useFetched<Article>(`articles/${short(article)}`);
  const passages = sentences.map((one) => ({ start: one.start, end: one.end, kind: "said", label: "says so", told: null }));
  const excerpt = data ? around([...data.text], sentences, whole) : null;
  return (
    <section class="panel source-article">
      <h2><a href={href(`article/${short(article)}`)}>{first.headline ?? first.source ?? "Article"}</a></h2>
      <p class="facts"><span>{first.publisher}</span><span>{day(first.published)}</span></p>
      {error && <Failed problem={error} />}
      {excerpt
        ? <MarkedText text={excerpt.text} passages={passages.map((one) => ({ ...one, start: one.start - excerpt.start, end: one.end - excerpt.start }))} />
        : sentences.map((one) => <blockquote>{one.quote}</blockquote>)}
      {data && <button type="button" class="link" aria-expanded={whole} onClick={() => setWhole(!whole)}>{whole ? "Only around the sentence" : "The whole text"}</button>}
    </section>
  );
}

/** The text around the sentences, by whole paragraphs where that is possible. */
function around(points: string[], sentences: Sentence[], whole: boolean): { text: string; start: number } {
  if (whole) return { text: points.join(""), start: 0 };
  const text = points.join("");
  const from = Math.min(...sentences.map((one) => one.start)), to = Math.max(...sentences.map((one) => one.end));
  const before = points.slice(0, from).join("").lastIndexOf("\n\n");
  const after = text.indexOf("\n\n", points.slice(0, to).join("").length);
  const start = before < 0 ? 0 : [...text.slice(0, before + 2)].length;
  return { text: text.slice(before < 0 ? 0 : before + 2, after < 0 ? undefined : after), start };
}
