/** What an event says, in short: beside a mark in an article's text. */
import { when } from "../format";
import { href } from "../router";
import type { Event } from "../types";
import { Parties, StatusBadge, TypeBadge } from "./badges";

export function EventRecord({ event }: { event: Event }) {
  return (
    <>
      <p class="title"><TypeBadge type={event.type} /> <StatusBadge status={event.status} always /></p>
      <h3><a href={href(`event/${event.id}`)}>{event.label}</a></h3>
      <dl class="known">
        <dt>When</dt><dd>{when(event)}</dd>
        <dt>Who</dt><dd><Parties event={event} /></dd>
        {event.people.length > 0 && <><dt>People</dt><dd>{event.people.map((one) => one.name).join(", ")}</dd></>}
        {event.places.length > 0 && <><dt>Where</dt><dd>{event.places.map((one) => one.name).join(", ")}</dd></>}
        {event.instruments.length > 0 && <><dt>Agreed</dt><dd>{event.instruments.map((one) => [one.title, one.value].filter(Boolean).join(", ")).join("; ")}</dd></>}
        {event.topics.length > 0 && <><dt>About</dt><dd>{event.topics.join(", ")}</dd></>}
      </dl>
    </>
  );
}
