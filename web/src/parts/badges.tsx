/** Small marks: the type and the status of an event, its parties. */
import { family } from "../format";
import type { Event } from "../types";

export function TypeBadge({ type }: { type: string }) {
  return <span class={`badge type ${family(type).toLowerCase()}`}>{type}</span>;
}

/** The status, where it is not the usual one. */
export function StatusBadge({ status, always = false }: { status: string; always?: boolean }) {
  return status === "occurred" && !always ? null : <span class={`badge status ${status}`}>{status}</span>;
}

/** Who did it to whom, or who took part. */
export function Parties({ event }: { event: Pick<Event, "parties" | "initiator" | "target"> }) {
  const name = (actors: Event["parties"]) => actors.map((actor) => actor.code ?? actor.name).join(", ");
  const targets = event.target.filter((one) => !event.initiator.some((other) => other.iri === one.iri));
  if (event.initiator.length && targets.length) {
    return <span class="parties">{name(event.initiator)} <span aria-label="towards">→</span> {name(targets)}</span>;
  }
  return <span class="parties">{name(event.parties)}</span>;
}
