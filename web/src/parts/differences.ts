/** The reports of one event as a table: a column for each, a row for each thing that they may say. */
import { day, short } from "../format";
import type { Event } from "../types";

type Binding = Record<string, { value: string }>;
export interface ReportTable { columns: { name: string; report: string }[]; rows: { name: string; values: string[]; differ: boolean }[] }

const ROWS: [string, string][] = [
  ["status", "Status"], ["earliest", "From"], ["latest", "To"], ["dateText", "In words"], ["place", "Place"], ["party", "Parties"],
  ["initiator", "By"], ["target", "Towards"], ["delegate", "People"], ["instrument", "Agreed"], ["topic", "Topics"],
];

export function differences(event: Event, bindings: Binding[]): ReportTable {
  const names = new Map([...event.parties, ...event.people, ...event.places].map((one) => [one.iri, one.name ?? short(one.iri)]));
  for (const one of event.instruments) names.set(one.iri, one.title ?? short(one.iri));
  const said = new Map<string, Map<string, Set<string>>>();
  const articles = new Map<string, string>();
  for (const row of bindings) {
    const report = row["report"]!.value, property = short(row["p"]!.value), value = row["o"]!.value;
    const of = said.get(report) ?? new Map<string, Set<string>>();
    said.set(report, of);
    if (row["g"]) articles.set(report, row["g"].value);
    const shown = row["label"]?.value ?? names.get(value) ?? (/^\d{4}-\d\d-\d\d$/.test(value) ? day(value) : value.startsWith("http") ? short(value) : value);
    of.set(property, (of.get(property) ?? new Set()).add(shown));
  }
  const columns = event.reports.filter((one) => said.has(one)).map((report, index) => ({ name: publisher(event, articles.get(report), index), report }));
  const rows = ROWS.map(([property, name]) => {
    const values = columns.map((one) => [...(said.get(one.report)?.get(property) ?? [])].sort().join(", "));
    return { name, values, differ: new Set(values.filter(Boolean)).size > 1 };
  });
  return { columns, rows: rows.filter((row) => row.values.some(Boolean)) };
}

/** Who tells so: the publisher of the article, whose name is that of its graph. */
function publisher(event: Event, article: string | undefined, index: number): string {
  const sentence = event.evidence.find((one) => one.article === article);
  return sentence?.publisher ?? sentence?.source ?? `Report ${index + 1}`;
}
