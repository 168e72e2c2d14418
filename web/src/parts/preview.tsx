/** An article before it is stored: what was found in it, and what was not taken for an event. */
import { useMemo, useState } from "preact/hooks";
import { count, day, family, short } from "../format";
import { href } from "../router";
import type { Explained, Found, Listed, Report } from "../types";
import type { Candidate } from "../views/load";
import { StatusBadge, TypeBadge } from "./badges";
import { MarkedText, type Passage } from "./marked";
import { Failed } from "./states";

export interface Tried extends Explained { iri: string; conforms: boolean; article: Omit<Listed, "iri">; text: string; report: Report }

export function Preview({ one, again, store, drop }: { one: Candidate; again: () => void; store: () => void; drop: () => void }) {
  const { tried } = one;
  return (
    <section class="panel preview" aria-label={one.name}>
      <div class="panel-head">
        <h2>{tried?.article.headline ?? one.name}</h2>
        <div class="tools">
          {(one.state === "read" || one.state === "storing") && <button type="button" class="primary" disabled={one.state === "storing"} onClick={store}>{one.state === "storing" ? "Storing …" : "Store"}</button>}
          <button type="button" class="quiet" onClick={drop} aria-label={`Take ${one.name} off this list`}>{one.state === "stored" ? "Done" : "Discard"}</button>
        </div>
      </div>
      <p class="facts"><span>{one.name}</span>{tried && <><span>{tried.article.publisher}</span><span>{day(tried.article.published)}</span><span>{count(tried.events.length, "event")}</span><span>{tried.rejected.length} rejected</span></>}</p>
      {one.state === "reading" && <p class="waiting left" role="status"><span class="spinner" aria-hidden="true" />Reading …</p>}
      {one.problem && <Failed problem={one.problem} {...(one.state === "failed" ? { again } : {})} />}
      {one.state === "quarantined" && <p class="noted">It lies in quarantine now, see below.</p>}
      {one.state === "stored" && tried && <p class="done">{one.outcome === "unchanged" ? "The dataset held it as it is." : "Stored."} <a href={href(`article/${short(tried.iri)}`)}>See the article</a></p>}
      {tried && !tried.conforms && <p class="failed">Its events break the shapes: {tried.report.results[0]?.message} It would go to quarantine.</p>}
      {tried && one.state !== "stored" && <FoundIn tried={tried} />}
    </section>
  );
}

function FoundIn({ tried }: { tried: Tried }) {
  const [shown, setShown] = useState<readonly Passage[]>([]);
  const passages = useMemo(() => [
    ...tried.events.flatMap((event) => event.evidence.map((sentence): Passage => ({ ...sentence, kind: family(event.type).toLowerCase(), label: `${event.type}: ${event.label}`, told: <Record event={event} /> }))),
    ...tried.rejected.map((one): Passage => ({ ...one, kind: "rejected", label: `rejected: ${one.reason}`, told: <p><b>“{one.trigger}” was rejected:</b> {one.reason}</p> })),
  ], [tried]);
  return (
    <div class="event-page wide-text">
      <details open><summary>The text, with what was found</summary><MarkedText text={tried.text} passages={passages} shown={setShown} /></details>
      <div class="stack">
        <section aria-label="Found" aria-live="polite">
          {shown.length > 0 ? <><h3>At this place</h3>{shown.map((one) => <div class="told">{one.told}</div>)}</>
            : tried.events.length ? tried.events.map((event) => <div class="told"><Record event={event} /></div>) : <p class="soft">No event was found in it.</p>}
        </section>
      </div>
    </div>
  );
}

function Record({ event }: { event: Found }) {
  const who = event.initiator.length && event.target.length ? `${event.initiator.join(", ")} → ${event.target.join(", ")}` : event.parties.join(", ");
  const date = event.date ? (event.date[0] === event.date[1] ? day(event.date[0]) : `${day(event.date[0])} – ${day(event.date[1])}`) : "no date";
  return (
    <>
      <p class="title"><TypeBadge type={event.type} /> <StatusBadge status={event.status} always /></p>
      <b>{event.label}</b>
      <p class="facts"><span>{who}</span><span>{date}</span>{event.place && <span>{event.place.name}</span>}<span>confidence {event.confidence.toFixed(2)}</span></p>
    </>
  );
}
