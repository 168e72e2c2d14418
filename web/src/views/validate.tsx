/** Validation: RDF dropped or pasted, and what breaks the shapes beside it, with the line, what is wrong, and what to do. */
import { useRef, useState } from "preact/hooks";
import { send, type Problem } from "../api";
import type { ViewProps } from "../app";
import { count, short } from "../format";
import { asProblem, useTitle } from "../hooks";
import { Drop } from "../parts/drop";
import { NumberedText, type NumberedHandle } from "../parts/numbered";
import { Failed, Waiting } from "../parts/states";
import { shortened } from "../sparql";
import type { Report, Violation } from "../types";

const FORMATS = [
  ["text/turtle", "Turtle", "ttl"], ["application/trig", "TriG", "trig"], ["application/n-triples", "N-Triples", "nt"], ["application/n-quads", "N-Quads", "nq"],
  ["application/ld+json", "JSON-LD", "jsonld json"], ["application/rdf+xml", "RDF/XML", "rdf xml owl"],
] as const;
const SAMPLE = `@prefix dg: <https://w3id.org/diplograph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://example.org/talks> a dg:Event, dg:Engagement, dg:Meeting ;
  rdfs:label "France and Japan hold talks" ;
  dg:status dg:finished ;
  dg:earliest "2026-03-02"^^xsd:date .
`;
const LARGE = 2_000_000;

export default function Validate(_: ViewProps) {
  useTitle("Validate");
  const [text, setText] = useState("");
  const [type, setType] = useState<string>(FORMATS[0][0]);
  const [against, setAgainst] = useState(false);
  const [inference, setInference] = useState(false);
  const [state, setState] = useState<{ busy: boolean; report: Report | null; problem: Problem | null }>({ busy: false, report: null, problem: null });
  const editor = useRef<NumberedHandle | null>(null);

  const validate = async (document: BodyInit = text, media = type) => {
    setState({ busy: true, report: null, problem: null });
    const options = new URLSearchParams({ format: "json", source: "document", ...(against ? { against: "true" } : {}), ...(inference ? { inference: "true" } : {}) });
    try {
      const answer = await send(`validate?${options}`, { method: "POST", body: document, headers: { "content-type": media } });
      setState({ busy: false, report: (await answer.json()) as Report, problem: null });
    } catch (failed) {
      setState({ busy: false, report: null, problem: asProblem(failed) });
    }
  };
  const take = async ([file]: File[]) => {
    if (!file) return;
    const ending = file.name.split(".").at(-1)?.toLowerCase() ?? "";
    const media = FORMATS.find(([, , endings]) => endings.split(" ").includes(ending))?.[0] ?? (/^(gz|zst|bz2|xz)$/.test(ending) ? "application/octet-stream" : type);
    if (media === "application/octet-stream" || file.size > LARGE) {
      // Too large to be read by people, or packed: it goes as it is.
      setText(`# ${file.name}, ${count(file.size)} bytes, was sent as it is.\n`);
      return validate(file, media);
    }
    const content = await file.text();
    setText(content);
    setType(media);
    return validate(content, media);
  };
  const marked = new Map<number, string>();
  for (const one of state.report?.results ?? []) if (one.line && marked.get(one.line) !== "violation") marked.set(one.line, one.severity.toLowerCase());
  const broken = state.problem?.document.line;
  if (broken) marked.set(broken, "violation");
  return (
    <section class="view">
      <h1>Validate</h1>
      <p class="lead">What goes into the dataset has to conform to its shapes. Paste RDF, or drop a file: nothing is stored.</p>
      <div class="two">
        <div class="stack">
          <Drop label="Drop a file of RDF here, packed or not, or paste its text below" accept=".ttl,.trig,.nt,.nq,.jsonld,.json,.rdf,.xml,.owl,.gz,.zst,.bz2,.xz" take={(files) => void take(files)} />
          <NumberedText value={text} change={(next) => { setText(next); if (state.report || state.problem) setState({ busy: false, report: null, problem: null }); }} marked={marked} label="RDF document" run={() => void validate()} handle={editor} />
          <div class="actions">
            <button type="button" class="primary" disabled={state.busy || !text.trim()} onClick={() => void validate()}>Validate</button>
            <label class="inline">Format <select value={type} onChange={(event) => setType(event.currentTarget.value)}>{FORMATS.map(([media, name]) => <option value={media}>{name}</option>)}</select></label>
            <label class="inline"><input type="checkbox" checked={against} onChange={() => setAgainst(!against)} /> What this dataset describes counts</label>
            <label class="inline"><input type="checkbox" checked={inference} onChange={() => setInference(!inference)} /> What follows by the ontology counts</label>
            {!text && <button type="button" class="link" onClick={() => setText(SAMPLE)}>Try a sample</button>}
          </div>
        </div>
        <section class="panel" aria-label="Report" aria-live="polite">
          <h2>Report</h2>
          {state.busy && <Waiting what="the report" />}
          {state.problem && <><Failed problem={state.problem} />{broken !== undefined && <button type="button" class="small" onClick={() => editor.current?.show(broken)}>Show line {broken}</button>}</>}
          {state.report && <Results report={state.report} show={(line) => editor.current?.show(line)} />}
          {!state.busy && !state.problem && !state.report && <p class="soft">The report stands here: each result with its line, what is wrong, and what to do.</p>}
        </section>
      </div>
    </section>
  );
}

function Results({ report, show }: { report: Report; show: (line: number) => void }) {
  const order = [...report.results].sort((one, other) => (one.line ?? 1e9) - (other.line ?? 1e9));
  return (
    <>
      <p class={report.conforms ? "done" : "failed"}>{report.conforms ? "It conforms to the shapes." : `It does not conform: ${count(report.results.filter((one) => one.severity === "Violation").length, "violation")}.`}</p>
      <ol class="violations">{order.map((one) => <Result one={one} show={show} />)}</ol>
    </>
  );
}

function Result({ one, show }: { one: Violation; show: (line: number) => void }) {
  const { line } = one;
  return (
    <li class={one.severity.toLowerCase()}>
      <div class="head">
        {line ? <button type="button" class="small" onClick={() => show(line)}>Line {line}</button> : null}
        <span class={`badge ${one.severity.toLowerCase()}`}>{one.severity}</span>
        <b>{one.label ?? short(one.focus)}</b>{one.path && <code>{one.path.replace(/<([^<>]*)>/g, (_, iri: string) => shortened(iri)).replace(/^[^<>\s]+$/, shortened)}</code>}
      </div>
      <p>{one.message}</p>
      {one.value && <p class="soft">Found: <code>{one.value.startsWith("http") ? shortened(one.value) : one.value}</code></p>}
      {one.hint && <p class="hint">{one.hint}</p>}
    </li>
  );
}
