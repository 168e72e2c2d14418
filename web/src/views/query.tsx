/** SPARQL: an editor, queries by their names, answers in several forms, downloads, and a link to share. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { aborted, send, type Problem } from "../api";
import type { ViewProps } from "../app";
import { count } from "../format";
import { asProblem, useFetched, useTitle } from "../hooks";
import { Download } from "../parts/download";
import type { EditorHandle } from "../parts/editor";
import { lazy } from "../parts/lazy";
import { Results } from "../parts/results";
import { Copy } from "../parts/turtle";
import { go, href } from "../router";
import { ask, GRAPH_FORMATS, ROW_FORMATS, run, type Answer } from "../sparql";

const QueryEditor = lazy(() => import("../parts/editor"), "the editor");
const FIRST = `# Ctrl+Enter runs the query, Ctrl+Space completes a word. The prefixes need no declaring.
SELECT ?event ?label ?earliest WHERE {
  ?event a dg:Meeting ;
    rdfs:label ?label .
  OPTIONAL { ?event dg:earliest ?earliest }
}
ORDER BY DESC(?earliest)
LIMIT 100
`;

interface Parameter { name: string; default: string; meaning: string; is_date: boolean }
interface Named { name: string; title: string; description: string; parameters: Parameter[]; text: string }
type State =
  | { kind: "idle" } | { kind: "running"; since: number } | { kind: "cancelled" }
  | { kind: "failed"; problem: Problem } | { kind: "answered"; answer: Answer; bytes: number; seconds: number; query: string };

export default function Query({ route }: ViewProps) {
  useTitle("Query");
  const given = route.params.get("query");
  const [text, setText] = useState(given ?? FIRST);
  const [seconds, setSeconds] = useState(route.params.get("timeout") ?? "");
  const [state, setState] = useState<State>({ kind: "idle" });
  const editor = useRef<EditorHandle | null>(null);
  const controller = useRef<AbortController | null>(null);
  const shown = useRef(given);

  const start = async (query = text) => {
    controller.current?.abort();
    const own = (controller.current = new AbortController());
    const since = performance.now();
    editor.current?.clear();
    setState({ kind: "running", since });
    shown.current = query;
    go("query", new URLSearchParams({ query, ...(seconds ? { timeout: seconds } : {}) }), true);
    try {
      const { answer, bytes } = await run(query, seconds || null, own.signal);
      if (controller.current === own) setState({ kind: "answered", answer, bytes, seconds: (performance.now() - since) / 1000, query });
    } catch (failed) {
      if (controller.current !== own) return;
      if (aborted(failed)) return setState({ kind: "cancelled" });
      setState({ kind: "failed", problem: asProblem(failed) });
    }
  };
  /** Marks the place of the error, once there is an editor to mark it in. */
  const mark = () => {
    if (state.kind === "failed" && state.problem.document.line) editor.current?.show(state.problem.document.line, state.problem.document.column ?? null, state.problem.message);
  };
  const latest = useRef(mark);
  latest.current = mark;
  useEffect(mark, [state]);
  const cancel = () => controller.current?.abort();
  const replace = (query: string) => { setText(query); editor.current?.set(query); };
  useEffect(() => () => controller.current?.abort(), []);
  useEffect(() => {
    // A link that was shared, or another entry of the browser's history: shown, and asked.
    if (given !== null && (given !== shown.current || state.kind === "idle")) { replace(given); void start(given); }
  }, [given]);

  return (
    <section class="view query">
      <div class="bar"><h1>Query</h1><NamedQueries choose={replace} /></div>
      <div class="panel flush"><QueryEditor value={text} change={setText} run={() => void start()} ready={() => latest.current()} handle={editor} /></div>
      <div class="actions">
        {state.kind === "running"
          ? <button type="button" class="danger" onClick={cancel}>Cancel</button>
          : <button type="button" class="primary" onClick={() => void start()}>Run</button>}
        <label class="inline">Time limit <select value={seconds} onChange={(event) => setSeconds(event.currentTarget.value)}>
          <option value="">the server's</option><option value="1">1 s</option><option value="5">5 s</option><option value="15">15 s</option>
        </select></label>
        <Copy label="Copy a link" text={new URL(href("query", new URLSearchParams({ query: text })), location.href).href} />
        <a class="button small" href="docs" target="_blank" rel="noopener">Description of the API</a>
      </div>
      <div class="outcome" aria-live="polite">
        {state.kind === "running" && <Running since={state.since} />}
        {state.kind === "cancelled" && <p class="noted">Cancelled. The server has ended the query.</p>}
        {state.kind === "failed" && <Broken problem={state.problem} show={(line, column) => editor.current?.show(line, column, state.problem.message)} />}
        {state.kind === "answered" && <p class="facts"><span>{told(state.answer)}</span><span>{state.seconds.toFixed(2)} s</span><span>{size(state.bytes)}</span></p>}
      </div>
      {state.kind === "answered" && (
        <div class="panel">
          <Results key={state.query} answer={state.answer} />
          {state.answer.form !== "boolean" && (
            <div class="downloads"><span class="soft">Download</span>{(state.answer.form === "graph" ? GRAPH_FORMATS : ROW_FORMATS).map(([name, type, ending]) => (
              <Download key={name} label={name} name={`answer.${ending}`} fetchFile={() => ask(state.query, type, seconds || null)} />
            ))}</div>
          )}
        </div>
      )}
    </section>
  );
}

function told(answer: Answer): string {
  return answer.form === "rows" ? count(answer.rows.length, "row") : answer.form === "graph" ? count(answer.triples.length, "triple") : "An answer of yes or no";
}

function size(bytes: number): string {
  return bytes < 10_000 ? `${count(bytes)} bytes` : `${count(Math.round(bytes / 1000))} kB`;
}

function Running({ since }: { since: number }) {
  const [now, setNow] = useState(performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 200);
    return () => clearInterval(timer);
  }, []);
  return <p class="waiting left"><span class="spinner" aria-hidden="true" />Running for <span aria-hidden="true">{((now - since) / 1000).toFixed(1)} s</span> …</p>;
}

/** What was wrong, and where in the text; a limit that was reached is told as such. */
function Broken({ problem, show }: { problem: Problem; show: (line: number, column: number | null) => void }) {
  const { line, column } = problem.document;
  const limit = problem.status === 503 ? "The time limit" : problem.status === 507 ? "The memory limit" : null;
  return (
    <div class="failed" role="alert">
      {limit && <p><b>{limit} was reached.</b></p>}
      <p>{problem.message}</p>
      {limit && <p>Ask for less: a narrower pattern, a LIMIT, or counts instead of rows.</p>}
      {line !== undefined && <p><button type="button" class="small" onClick={() => show(line, column ?? null)}>Show line {line}{column !== undefined ? `, column ${column}` : ""}</button></p>}
    </div>
  );
}

function NamedQueries({ choose }: { choose: (text: string) => void }) {
  const { data } = useFetched<Named[]>("queries");
  const [name, setName] = useState("");
  const [values, setValues] = useState<Record<string, string>>({});
  const [error, setError] = useState<Problem | null>(null);
  const query = useMemo(() => data?.find((one) => one.name === name), [data, name]);
  const pick = (next: string) => {
    setName(next);
    setError(null);
    const found = data?.find((one) => one.name === next);
    setValues(Object.fromEntries(found?.parameters.map((one) => [one.name, one.default]) ?? []));
    if (found) choose(found.text);
  };
  const fill = async (next: Record<string, string>) => {
    setValues(next);
    if (!query) return;
    try {
      choose(await (await send(`queries/${query.name}?${new URLSearchParams(next)}`, { headers: { accept: "*/*" } })).text());
      setError(null);
    } catch (failed) {
      setError(asProblem(failed));
    }
  };
  return (
    <div class="named">
      <label class="inline">Named queries <select value={name} onChange={(event) => pick(event.currentTarget.value)}>
        <option value="">choose …</option>{data?.map((one) => <option key={one.name} value={one.name}>{one.title}</option>)}
      </select></label>
      {query?.parameters.map((one) => (
        <label class="inline" title={one.meaning}>{one.name} <input {...(one.is_date ? { type: "date" as const } : {})} value={values[one.name] ?? ""} size={8} aria-label={`${one.name}: ${one.meaning}`} onInput={(event) => setValues({ ...values, [one.name]: event.currentTarget.value })} onChange={(event) => void fill({ ...values, [one.name]: event.currentTarget.value })} /></label>
      ))}
      {query && <p class="soft">{query.description}</p>}
      {error && <p class="failed" role="alert">{error.message}</p>}
    </div>
  );
}
