/** Words and figures for people. */
import type { Event, Family } from "./types";

const COUNT = new Intl.NumberFormat("en");
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const TIME = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC", timeZoneName: "short" });

export function count(number: number, thing?: string): string {
  return thing === undefined ? COUNT.format(number) : `${COUNT.format(number)} ${thing}${number === 1 ? "" : "s"}`;
}

/** A day such as 2026-02-07, or a time. */
export function day(iso: string | null): string {
  if (!iso) return "";
  const date = new Date(iso.length === 10 ? `${iso}T00:00:00Z` : iso);
  return Number.isNaN(date.getTime()) ? iso : (iso.length === 10 ? DAY : TIME).format(date);
}

/** When an event began, as far as it is known. */
export function when(event: Pick<Event, "earliest" | "latest">): string {
  if (!event.earliest) return "no date known";
  return event.latest && event.latest !== event.earliest ? `${day(event.earliest)} – ${day(event.latest)}` : day(event.earliest);
}

const FAMILY: Record<string, Family> = {
  Meeting: "Engagement", Visit: "Engagement", Invitation: "Engagement", Appointment: "Engagement", Engagement: "Engagement", Agreement: "Agreement",
};

/** Engagement, agreement or dispute. */
export function family(type: string): Family {
  return FAMILY[type] ?? "Dispute";
}

/** The local part of a name. */
export function short(iri: string): string {
  return iri.slice(Math.max(iri.lastIndexOf("#"), iri.lastIndexOf("/")) + 1);
}

/** An address of the web, and nothing that runs as a script when it is followed. */
export function webAddress(text: string | null): string | null {
  return text && /^https?:\/\//i.test(text) ? text : null;
}
