/** The answer to a query: as a table, and as a graph, a map, a timeline or a chart where it has what those need. */
import { useMemo, useState } from "preact/hooks";
import { count } from "../format";
import { page, shortened, type Answer, type Row, type Term } from "../sparql";
import { chartOf, pointsOf, timesOf, ChartPicture, PointsPicture, TimesPicture } from "./pictures";
import { lazy } from "./lazy";
import { Empty } from "./states";
import { Tabs } from "./tabs";

const ResultGraph = lazy(() => import("./resultgraph"), "the graph");
const STEP = 200;
type Form = "table" | "graph" | "map" | "timeline" | "chart";

export function Results({ answer }: { answer: Answer }) {
  const rows: Row[] = useMemo(() => (answer.form === "rows" ? answer.rows : answer.form === "graph" ? answer.triples.map(({ s, p, o }) => ({ subject: s, predicate: p, object: o })) : []), [answer]);
  const columns = answer.form === "rows" ? answer.columns : ["subject", "predicate", "object"];
  const points = useMemo(() => pointsOf(columns, rows), [answer]);
  const times = useMemo(() => timesOf(columns, rows), [answer]);
  const chart = useMemo(() => chartOf(columns, rows), [answer]);
  const links = useMemo(() => answer.form === "graph" || columns.filter((name) => rows.some((row) => row[name]?.type === "uri")).length > 1, [answer]);
  const [chosen, setChosen] = useState<Form>("table");
  if (answer.form === "boolean") return <p class="answer">{answer.value ? "Yes" : "No"}</p>;
  if (!rows.length) return <Empty>No result. {answer.form === "graph" ? "" : "The pattern fits nothing in the dataset."}</Empty>;
  const tabs: [Form, string][] = [["table", "Table"], ...(links ? [["graph", "Graph"] as [Form, string]] : []), ...(points.length ? [["map", "Map"] as [Form, string]] : []), ...(times ? [["timeline", "Timeline"] as [Form, string]] : []), ...(chart ? [["chart", "Chart"] as [Form, string]] : [])];
  const form = tabs.some(([name]) => name === chosen) ? chosen : "table";
  return (
    <>
      <Tabs label="Form of the result" tabs={tabs} chosen={form} choose={setChosen} panel="result" />
      <div id="result" role="tabpanel" aria-label={form}>
        {form === "table" && <ResultTable columns={columns} rows={rows} />}
        {form === "graph" && <ResultGraph answer={answer} />}
        {form === "map" && <PointsPicture points={points} />}
        {form === "timeline" && times && <TimesPicture times={times} />}
        {form === "chart" && chart && <ChartPicture chart={chart} />}
      </div>
    </>
  );
}

function ResultTable({ columns, rows }: { columns: string[]; rows: Row[] }) {
  const [shown, setShown] = useState(STEP);
  const [sorted, setSorted] = useState<{ column: string; falling: boolean } | null>(null);
  const order = useMemo(() => {
    if (!sorted) return rows;
    const numeric = rows.every((row) => !row[sorted.column] || !Number.isNaN(Number(row[sorted.column]!.value)));
    const key = (row: Row) => row[sorted.column]?.value ?? "";
    const compare = (one: Row, other: Row) => (numeric ? Number(key(one)) - Number(key(other)) : key(one).localeCompare(key(other)));
    return [...rows].sort((one, other) => (sorted.falling ? compare(other, one) : compare(one, other)));
  }, [rows, sorted]);
  const sort = (column: string) => setSorted(sorted?.column === column ? (sorted.falling ? null : { column, falling: true }) : { column, falling: false });
  return (
    <>
      <div class="scroll result-table" tabIndex={0} role="region" aria-label="Result">
        <table>
          <thead><tr><th scope="col" class="number">#</th>{columns.map((name) => (
            <th scope="col" aria-sort={sorted?.column === name ? (sorted.falling ? "descending" : "ascending") : "none"}><button type="button" class="link" onClick={() => sort(name)}>{name}{sorted?.column === name ? (sorted.falling ? " ↓" : " ↑") : ""}</button></th>
          ))}</tr></thead>
          <tbody>{order.slice(0, shown).map((row, index) => <tr key={index}><td class="number soft">{index + 1}</td>{columns.map((name) => <td><Cell term={row[name]} /></td>)}</tr>)}</tbody>
        </table>
      </div>
      {shown < rows.length && <button type="button" class="more" onClick={() => setShown(shown + 5 * STEP)}>Show more of {count(rows.length, "row")}</button>}
    </>
  );
}

export function Cell({ term }: { term: Term | undefined }) {
  if (!term) return null;
  if (term.type === "bnode") return <span class="mono soft">_:{term.value}</span>;
  if (term.type === "literal") return <span {...(term["xml:lang"] ? { lang: term["xml:lang"] } : {})} title={term.datatype ? shortened(term.datatype) : undefined}>{term.value}</span>;
  const address = page(term.value);
  const away = address?.startsWith("http");
  return address ? <a class="mono" href={address} title={term.value} {...(away ? { target: "_blank", rel: "noreferrer noopener" } : {})}>{shortened(term.value)}</a> : <span class="mono">{shortened(term.value)}</span>;
}
