/** Events as a list, a page at a time. */
import { useEffect, useState } from "preact/hooks";
import { get, Problem } from "../api";
import { count, when } from "../format";
import { asProblem, useFetched } from "../hooks";
import { go, href } from "../router";
import { asked } from "../selection";
import type { Event, EventPage } from "../types";
import { Parties, StatusBadge, TypeBadge } from "./badges";
import { Empty, Failed, Waiting } from "./states";

export function EventLine({ event }: { event: Event }) {
  const quote = event.evidence[0];
  return (
    <li class="event-line">
      <div class="when">{when(event)}</div>
      <div>
        <div class="head"><TypeBadge type={event.type} /><StatusBadge status={event.status} /><a href={href(`event/${event.id}`)}>{event.label ?? event.id}</a></div>
        <div class="facts">
          <Parties event={event} />
          {event.places[0]?.name && <span>{event.places[0].name}</span>}
          {event.topics.map((topic) => <span class="topic">{topic}</span>)}
          {(event.publishers ?? 0) > 1 && <span>{count(event.publishers ?? 0, "publisher")}</span>}
          {event.differs_in.length > 0 && <span class="differs">sources differ on {event.differs_in.join(", ")}</span>}
        </div>
        {quote?.quote && <blockquote>{quote.quote}</blockquote>}
      </div>
    </li>
  );
}

export function EventList({ chosen, order }: { chosen: URLSearchParams; order: string }) {
  const address = asked("events", chosen, { order, limit: "30" });
  const { data, error, loading, again } = useFetched<EventPage>(address);
  const [more, setMore] = useState<{ of: EventPage | null; events: Event[]; next: string | null; failed: Problem | null; busy: boolean } | null>(null);
  useEffect(() => setMore(null), [data]);
  if (error) return <Failed problem={error} again={again} />;
  if (!data) return <Waiting what="events" />;
  const events = [...data.events, ...(more?.events ?? [])];
  const next = more ? more.next : data.next;
  if (!events.length) {
    return chosen.size > 0
      ? <Empty><p>No event fits these filters.</p><button type="button" onClick={() => go("events")}>Show all events</button></Empty>
      : <Empty><p>There are no events yet.</p><p><a href={href("load")}>Load an article</a>, or run <code>diplograph load FILE</code>.</p></Empty>;
  }
  const fetchMore = async () => {
    if (!next) return;
    setMore({ of: data, events: more?.events ?? [], next, failed: null, busy: true });
    try {
      const page = await get<EventPage>(asked("events", chosen, { order, limit: "30", cursor: next }));
      setMore({ of: data, events: [...(more?.events ?? []), ...page.events], next: page.next, failed: null, busy: false });
    } catch (failed) {
      setMore({ of: data, events: more?.events ?? [], next, failed: asProblem(failed), busy: false });
    }
  };
  return (
    <div class={loading ? "stale" : ""} aria-busy={loading}>
      <ol class="events">{events.map((event) => <EventLine key={event.id} event={event} />)}</ol>
      {more?.failed && <Failed problem={more.failed} />}
      {next && <button type="button" class="more" disabled={more?.busy} onClick={fetchMore}>{more?.busy ? "Fetching …" : "Show more events"}</button>}
    </div>
  );
}
