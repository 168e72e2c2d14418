/** An answer as a graph: triples as they are; of rows, the names that stand beside each other. */
import { useMemo, useState } from "preact/hooks";
import { count } from "../format";
import { page, shortened, type Answer } from "../sparql";
import { colour } from "../theme";
import Graph from "./graph";
import { Empty } from "./states";

const MOST = 250;
const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", LABEL = "http://www.w3.org/2000/01/rdf-schema#label";

export default function ResultGraph({ answer }: { answer: Answer }) {
  const { elements, left } = useMemo(() => drawn(answer), [answer]);
  const [told, setTold] = useState<string | null>(null);
  if (!elements.length) return <Empty>Nothing in this answer leads from one thing to another.</Empty>;
  return (
    <>
      <Graph elements={elements} style={[{ selector: "node", style: { width: 14, height: 14, "background-color": colour("accent") } }, { selector: "edge", style: { label: "data(label)", "font-size": 10, color: colour("soft"), width: 1.2, "target-arrow-shape": "triangle", "target-arrow-color": colour("strong-line"), "text-rotation": "autorotate", "text-outline-color": colour("panel"), "text-outline-width": 2 } }]} height={520}
        label="The answer as a graph; the table says the same" tapped={(id, kind) => { const address = kind === "node" ? page(id) : null; if (address) location.assign(address); }} told={setTold} />
      <p class="caption" aria-hidden="true">{told ?? `A circle leads to what it names.${left ? ` ${count(left, "link")} left out.` : ""}`}</p>
    </>
  );
}

function drawn(answer: Answer) {
  const labels = new Map<string, string>();
  const edges = new Map<string, { source: string; target: string; label: string }>();
  const link = (source: string, target: string, label: string) => edges.set(`${source} ${target} ${label}`, { source, target, label });
  if (answer.form === "graph") {
    for (const { s, p, o } of answer.triples) {
      if (p.value === LABEL) labels.set(s.value, o.value);
      else if (p.value !== TYPE && o.type !== "literal") link(s.value, o.value, shortened(p.value).replace(/^.*:/, ""));
    }
  } else if (answer.form === "rows") {
    for (const row of answer.rows) {
      const named = answer.columns.filter((name) => row[name]?.type === "uri");
      // Subject, predicate and object keep their parts; else each name is joined to the next.
      if (named.length === 3 && answer.columns.length === 3) link(row[named[0]!]!.value, row[named[2]!]!.value, shortened(row[named[1]!]!.value).replace(/^.*:/, ""));
      else named.slice(1).forEach((name, index) => link(row[named[index]!]!.value, row[name]!.value, name));
    }
  }
  const shown = [...edges.values()].slice(0, MOST);
  const nodes = [...new Set(shown.flatMap((one) => [one.source, one.target]))];
  const name = (iri: string) => { const text = labels.get(iri) ?? shortened(iri); return text.length > 34 ? `${text.slice(0, 32)}…` : text; };
  return {
    elements: [...nodes.map((id) => ({ data: { id, label: name(id), size: 14 } })), ...shown.map((one, index) => ({ data: { id: `edge ${index}`, size: 1.2, ...one } }))],
    left: edges.size - shown.length,
  };
}
