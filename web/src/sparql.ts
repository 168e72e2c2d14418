/** Queries to the server's SPARQL endpoint, and what comes of them. */
import { send } from "./api";

export const PREFIXES: Record<string, string> = {
  dg: "https://w3id.org/diplograph/ontology#", dgt: "https://w3id.org/diplograph/topics#", cw: "https://w3id.org/diplograph/crosswalk#",
  dgsh: "https://w3id.org/diplograph/shapes#", rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#", rdfs: "http://www.w3.org/2000/01/rdf-schema#",
  xsd: "http://www.w3.org/2001/XMLSchema#", owl: "http://www.w3.org/2002/07/owl#", skos: "http://www.w3.org/2004/02/skos/core#",
  dcterms: "http://purl.org/dc/terms/", schema: "https://schema.org/", prov: "http://www.w3.org/ns/prov#",
  geo: "http://www.w3.org/2003/01/geo/wgs84_pos#", oa: "http://www.w3.org/ns/oa#", sem: "http://semanticweb.cs.vu.nl/2009/11/sem/",
  sh: "http://www.w3.org/ns/shacl#", vann: "http://purl.org/vocab/vann/",
};

export interface Term { type: "uri" | "literal" | "bnode"; value: string; datatype?: string; "xml:lang"?: string }
export type Row = Record<string, Term>;
export interface Triple { s: Term; p: Term; o: Term }
export type Answer =
  | { form: "rows"; columns: string[]; rows: Row[] }
  | { form: "boolean"; value: boolean }
  | { form: "graph"; triples: Triple[] };

const JSON_ROWS = "application/sparql-results+json", TRIPLES = "application/n-triples";

/** The formats that answers can be had in: their names, media types and files' endings. */
export const ROW_FORMATS = [["JSON", JSON_ROWS, "srj"], ["CSV", "text/csv", "csv"], ["TSV", "text/tab-separated-values", "tsv"], ["XML", "application/sparql-results+xml", "srx"]] as const;
export const GRAPH_FORMATS = [
  ["Turtle", "text/turtle", "ttl"], ["N-Triples", TRIPLES, "nt"], ["JSON-LD", "application/ld+json", "jsonld"], ["RDF/XML", "application/rdf+xml", "rdf"],
  ["TriG", "application/trig", "trig"], ["N-Quads", "application/n-quads", "nq"],
] as const;

/** The server's own answer to a query. */
export function ask(query: string, accept: string, seconds: string | null, signal?: AbortSignal): Promise<Response> {
  const body = new URLSearchParams({ query, ...(seconds ? { timeout: seconds } : {}) });
  return send("sparql", { method: "POST", body, headers: { accept }, signal });
}

export async function run(query: string, seconds: string | null, signal: AbortSignal): Promise<{ answer: Answer; bytes: number }> {
  const response = await ask(query, `${JSON_ROWS}, ${TRIPLES}`, seconds, signal);
  const text = await response.text();
  if (response.headers.get("content-type")?.startsWith(TRIPLES)) return { answer: { form: "graph", triples: parsed(text) }, bytes: text.length };
  const document = JSON.parse(text) as { head: { vars?: string[] }; boolean?: boolean; results?: { bindings: Row[] } };
  if (document.boolean !== undefined) return { answer: { form: "boolean", value: document.boolean }, bytes: text.length };
  return { answer: { form: "rows", columns: document.head.vars ?? [], rows: document.results?.bindings ?? [] }, bytes: text.length };
}

const TRIPLE = /^(?:<([^>]*)>|_:(\S+)) <([^>]*)> (?:<([^>]*)>|_:(\S+)|"((?:[^"\\]|\\.)*)"(?:\^\^<([^>]*)>|@(\S+))?) ?\.$/;
const ESCAPES: Record<string, string> = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f", '"': '"', "'": "'", "\\": "\\" };

/** Triples from N-Triples, whose grammar is a regular one. */
export function parsed(text: string): Triple[] {
  const found: Triple[] = [];
  for (const line of text.split("\n")) {
    const match = TRIPLE.exec(line);
    if (!match) continue;
    const [, subject, subjectNode, predicate, object, objectNode, literal, datatype, language] = match;
    const o: Term = object !== undefined ? { type: "uri", value: object } : objectNode !== undefined ? { type: "bnode", value: objectNode }
      : { type: "literal", value: unescaped(literal ?? ""), ...(datatype ? { datatype } : {}), ...(language ? { "xml:lang": language } : {}) };
    found.push({ s: subject !== undefined ? { type: "uri", value: subject } : { type: "bnode", value: subjectNode! }, p: { type: "uri", value: predicate! }, o });
  }
  return found;
}

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, four: string, eight: string, one: string) => (one ? (ESCAPES[one] ?? one) : String.fromCodePoint(parseInt(four ?? eight, 16))));
}

/** An IRI by a known prefix, else its last part, else all of it. */
export function shortened(iri: string): string {
  for (const [prefix, namespace] of Object.entries(PREFIXES)) {
    const local = iri.slice(namespace.length);
    if (iri.startsWith(namespace) && /^[\w-]+$/.test(local)) return `${prefix}:${local}`;
  }
  const own = /\/id\/((?:[a-z]+\/)+[^/#?]+)$/.exec(iri);
  return own ? own[1]! : iri;
}

/** Where the page shows what has that name: an event or an article here, all else as the server describes it. */
export function page(iri: string): string | null {
  const own = /\/id\/((event|article|report)\/([^/#?]+)|[a-z]+\/.+)$/.exec(iri);
  if (!own) return /^https?:\/\//.test(iri) ? iri : null;
  return own[2] === "event" || own[2] === "article" ? `#/${own[2]}/${own[3]}` : `data/${own[1]}`;
}
