/** Loading: articles dropped or pasted, what is found in them before anything is stored, and what lies in quarantine. */
import { useState } from "preact/hooks";
import { send, type Problem } from "../api";
import type { ViewProps } from "../app";
import { asProblem, useFetched, useTitle } from "../hooks";
import { Drop } from "../parts/drop";
import { Preview, type Tried } from "../parts/preview";
import { Quarantine } from "../parts/quarantine";

export interface Candidate { id: number; name: string; body: Blob; type: string; state: "reading" | "read" | "storing" | "stored" | "quarantined" | "failed"; tried: Tried | null; problem: Problem | null; outcome: string | null }
interface Health { takes_articles: boolean; fetches: boolean }

const TYPES: Record<string, string> = { txt: "text/plain", text: "text/plain", md: "text/markdown", pdf: "application/pdf", eml: "message/rfc822", html: "text/html", htm: "text/html", xhtml: "application/xhtml+xml", json: "application/json" };
let last = 0;

export default function Load(_: ViewProps) {
  useTitle("Load");
  const health = useFetched<Health>("health");
  const [candidates, setCandidates] = useState<Candidate[]>([]);
  const [pasted, setPasted] = useState("");
  const [address, setAddress] = useState("");
  const [named, setNamed] = useState("");
  const [stored, setStored] = useState(0);
  const change = (id: number, news: Partial<Candidate>) => setCandidates((known) => known.map((one) => (one.id === id ? { ...one, ...news } : one)));
  const post = (one: Candidate, dry: boolean) =>
    send(`articles?${new URLSearchParams({ source: one.name, ...(dry ? { dry_run: "true", explain: "true" } : {}) })}`, { method: "POST", body: one.body, headers: { "content-type": one.type } });

  const read = async (body: Blob, name: string, type: string) => {
    const one: Candidate = { id: ++last, name, body, type, state: "reading", tried: null, problem: null, outcome: null };
    setCandidates((known) => [one, ...known]);
    await look(one);
  };
  const look = async (one: Candidate) => {
    change(one.id, { state: "reading", problem: null });
    try {
      change(one.id, { state: "read", tried: (await (await post(one, true)).json()) as Tried });
    } catch (failed) {
      change(one.id, { state: "failed", problem: asProblem(failed) });
    }
  };
  const take = async (files: File[]) => {
    // One after the other: the server reads one article at a time.
    for (const file of files) await read(file, file.name, `${TYPES[file.name.split(".").at(-1)?.toLowerCase() ?? ""] ?? (file.type || "text/plain")}`);
  };
  const store = async (one: Candidate) => {
    change(one.id, { state: "storing", problem: null });
    try {
      const answer = (await (await post(one, false)).json()) as { outcome: string };
      change(one.id, { state: "stored", outcome: answer.outcome });
    } catch (failed) {
      const problem = asProblem(failed);
      change(one.id, { state: problem.status === 422 ? "quarantined" : "read", problem });
    }
    setStored((count) => count + 1);
  };
  const ready = candidates.filter((one) => one.state === "read");
  return (
    <section class="view">
      <h1>Load</h1>
      <p class="lead">Drop articles, as pages (HTML), plain text, Markdown, PDF or e-mail, or give the address of one. What is found in them is shown first; nothing is stored until you say so.</p>
      {health.data && !health.data.takes_articles && <p class="noted">This server takes no articles: start it with <code>--writable</code>. What would be found can be seen all the same.</p>}
      <div class="two">
        <div class="stack">
          <Drop label="Drop articles here" accept=".txt,.html,.htm,.xhtml,.json,.md,.pdf,.eml" multiple take={(files) => void take(files)} />
          {health.data?.fetches && (
            <form class="paste panel" onSubmit={(event) => { event.preventDefault(); const name = address.trim(); void read(new Blob([JSON.stringify({ address: name })]), name, "application/json"); setAddress(""); }}>
              <label for="address">Or give the address of an article</label>
              <div class="joined"><input id="address" type="url" required pattern="https?://.*" maxLength={2000} placeholder="https://…" value={address} onInput={(event) => setAddress(event.currentTarget.value)} /><button type="submit">Fetch</button></div>
              <p class="caption">The server fetches it for those who may write, where its site allows robots to.</p>
            </form>
          )}
        </div>
        <form class="paste panel" onSubmit={(event) => { event.preventDefault(); const name = named.trim() || "pasted text"; void read(new Blob([pasted]), name, /^\s*</.test(pasted) ? "text/html; charset=utf-8" : "text/plain; charset=utf-8"); setPasted(""); setNamed(""); }}>
          <label for="pasted">Or paste a text: its headline, an empty line, then the story</label>
          <textarea id="pasted" rows={5} value={pasted} onInput={(event) => setPasted(event.currentTarget.value)} />
          <label for="named">Its address or name</label>
          <div class="joined"><input id="named" value={named} placeholder="https://…" onInput={(event) => setNamed(event.currentTarget.value)} /><button type="submit" disabled={!pasted.trim()}>Read</button></div>
        </form>
      </div>
      {ready.length > 1 && <div class="actions"><button type="button" class="primary" onClick={async () => { for (const one of ready) await store(one); }}>Store all {ready.length}</button></div>}
      <div class="stack candidates" aria-live="polite">
        {candidates.map((one) => <Preview key={one.id} one={one} again={() => void look(one)} store={() => void store(one)} drop={() => setCandidates((known) => known.filter((other) => other.id !== one.id))} />)}
      </div>
      <Quarantine turn={stored} />
    </section>
  );
}
