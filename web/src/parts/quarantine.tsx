/** What could not be read or does not conform: why, what it was, and another try. */
import { useEffect, useState } from "preact/hooks";
import { send, type Problem } from "../api";
import { count } from "../format";
import { asProblem, useFetched } from "../hooks";
import type { Report } from "../types";
import { Failed, Waiting } from "./states";

interface Listed { name: string; kind: string; source: string; reason: string; article: string | null }
interface Entry extends Listed { report: Report | string; graph: string | null; text: string | null }

export function Quarantine({ turn }: { turn: number }) {
  const { data, error, again } = useFetched<Listed[]>("quarantine");
  useEffect(() => { if (turn) again(); }, [turn]);
  return (
    <section class="quarantine" aria-label="Quarantine">
      <h2>Quarantine{data && data.length > 0 ? `: ${count(data.length, "entry").replace("entrys", "entries")}` : ""}</h2>
      {error && <Failed problem={error} again={again} />}
      {data && !data.length && <p class="soft">Nothing lies in quarantine.</p>}
      {data?.map((one) => <Line key={one.name} entry={one} again={again} />)}
    </section>
  );
}

function Line({ entry, again }: { entry: Listed; again: () => void }) {
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [sure, setSure] = useState(false);
  const [told, setTold] = useState<string | null>(null);
  const [error, setError] = useState<Problem | null>(null);
  const act = async (work: () => Promise<string | null>) => {
    setBusy(true);
    setError(null);
    try {
      const outcome = await work();
      setTold(outcome);
      if (outcome === null) again();
    } catch (failed) {
      setError(asProblem(failed));
    }
    setBusy(false);
  };
  const retry = () => act(async () => {
    const done = (await (await send(`quarantine/${entry.name}/retry`, { method: "POST" })).json()) as { outcome: string; reason: string | null };
    return done.outcome === "loaded" || done.outcome === "unchanged" ? null : (done.reason ?? done.outcome);
  });
  const drop = () => act(async () => { await send(`quarantine/${entry.name}`, { method: "DELETE" }); return null; });
  return (
    <article class="panel entry">
      <div class="panel-head">
        <b>{entry.source}</b><span class="badge">{entry.kind}</span>
        <div class="tools">
          <button type="button" class="small" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? "Hide" : "Show"}</button>
          <button type="button" class="small" disabled={busy} onClick={retry}>Try again</button>
          {sure ? <><button type="button" class="small danger" disabled={busy} onClick={drop}>Drop for good</button><button type="button" class="small" onClick={() => setSure(false)}>Keep</button></>
            : <button type="button" class="small" disabled={busy} onClick={() => setSure(true)}>Drop</button>}
        </div>
      </div>
      <p class="soft">{entry.reason}</p>
      {told && <p class="noted" role="status">Still in quarantine: {told}</p>}
      {error && <Failed problem={error} />}
      {open && <Details name={entry.name} />}
    </article>
  );
}

function Details({ name }: { name: string }) {
  const { data, error } = useFetched<Entry>(`quarantine/${name}`);
  if (error) return <Failed problem={error} />;
  if (!data) return <Waiting what="the entry" />;
  return (
    <>
      {typeof data.report === "string" ? <pre>{data.report}</pre> : <ol class="violations">{data.report.results.map((one) => <li class={one.severity.toLowerCase()}><b>{one.label ?? one.focus}</b><p>{one.message}</p></li>)}</ol>}
      {data.text && <details><summary>The text</summary><div class="article-text">{data.text}</div></details>}
      {data.graph && <details><summary>The graph that was refused</summary><div class="source"><pre tabIndex={0}>{data.graph}</pre></div></details>}
    </>
  );
}
