/** RDF as the server writes it, to read and to copy. */
import { useEffect, useState } from "preact/hooks";
import { aborted, send, type Problem } from "../api";
import { asProblem } from "../hooks";
import { Failed, Waiting } from "./states";

export function Source({ address, accept, label }: { address: string; accept: string; label: string }) {
  const [text, setText] = useState<string | null>(null);
  const [error, setError] = useState<Problem | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    send(address, { headers: { accept }, signal: controller.signal }).then((answer) => answer.text()).then(setText, (failed: unknown) => { if (!aborted(failed)) setError(asProblem(failed)); });
    return () => controller.abort();
  }, [address, accept]);
  if (error) return <Failed problem={error} />;
  return text === null ? <Waiting what={label} /> : <div class="source"><Copy text={text} /><pre tabIndex={0} aria-label={label}>{text}</pre></div>;
}

export function Copy({ text, label = "Copy" }: { text: string; label?: string }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), 2000);
  };
  return <button type="button" class="small copy" onClick={copy}>{done ? "Copied ✓" : label}</button>;
}
