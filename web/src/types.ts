/** What the server answers; docs/server.md describes it. */
export interface Actor { iri: string; name: string | null; code: string | null }
export interface Person { iri: string; name: string | null; office: string[] }
export interface Place { iri: string; name: string | null; country: string | null; lat: number | null; long: number | null }
export interface Instrument { iri: string; title: string | null; kind: string | null; value: string | null }
export interface Sentence {
  quote: string | null;
  start: number;
  end: number;
  article: string | null;
  headline: string | null;
  source: string | null;
  url: string | null;
  publisher: string | null;
  published: string | null;
}
export interface Event {
  id: string;
  iri: string;
  type: string;
  status: string;
  label: string | null;
  earliest: string | null;
  latest: string | null;
  date_text: string[];
  parties: Actor[];
  initiator: Actor[];
  target: Actor[];
  people: Person[];
  places: Place[];
  instruments: Instrument[];
  topics: string[];
  publishers: number | null;
  differs_in: string[];
  confidence: number | null;
  evidence: Sentence[];
  reports: string[];
  outcome_of: string[];
  in_response_to: string[];
  part_of: string[];
}
export interface EventPage { events: Event[]; next: string | null }

export interface Count { value: string; label: string; count: number }
export type FacetName = "type" | "status" | "party" | "topic" | "place" | "publisher";
export interface Facets { total: number; facets: Record<FacetName, Count[]> }

export const FAMILIES = ["Engagement", "Agreement", "Dispute"] as const;
export type Family = (typeof FAMILIES)[number];
export type ByFamily = Record<Family, number>;
export interface Bin extends ByFamily { start: string; end: string; total: number }
export interface Timeline { bin: "day" | "week" | "month" | "year"; bins: Bin[]; undated: number; total: number }

export interface MapPlace extends ByFamily { iri: string; name: string; country: string | null; lat: number; long: number; total: number }
export interface MapCountry { code: string; numeric: string | null; name: string; total: number; placed: number }
export interface EventMap { places: MapPlace[]; countries: MapCountry[]; unplaced: number; total: number }

export interface NetworkNode { iri: string; code: string; name: string; kind: string; events: number }
export interface NetworkPair { one: string; other: string; cooperation: number; conflict: number }
export interface Network { nodes: NetworkNode[]; pairs: NetworkPair[]; left_out: number; total: number }

export interface Violation { focus: string; path: string | null; value: string | null; message: string; severity: string; label?: string | null; line?: number | null; hint?: string | null }
export interface Report { conforms: boolean; results: Violation[] }

export interface Listed { iri: string; headline: string | null; source: string | null; url: string | null; publisher: string | null; authors: string[]; published: string | null; language: string | null }
export interface Article extends Listed { id: string; text: string; events: Event[]; explained?: Explained }
/** An event as the extractor found it, before it is in a dataset. */
export interface Found {
  id: string; type: string; status: string; label: string; date: [string, string] | null; date_text: string | null; parties: string[]; initiator: string[]; target: string[];
  people: string[]; place: { name: string; country: string | null } | null; topics: string[]; evidence: { quote: string; start: number; end: number }[]; confidence: number;
  trace?: string[];
}
export interface Rejected { trigger: string; start: number; end: number; reason: string; sentence: string }
export interface Explained { extractor: string; events: Found[]; rejected: Rejected[]; notes: string[] }
