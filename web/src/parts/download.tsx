/** Downloads that carry the token, which a plain link could not. */
import { useState } from "preact/hooks";
import type { Problem } from "../api";
import { asProblem } from "../hooks";
import { Failed } from "./states";

interface Props { name: string; label: string; fetchFile: () => Promise<Response>; primary?: boolean }

export function Download({ name, label, fetchFile, primary = false }: Props) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Problem | null>(null);
  const download = async () => {
    setBusy(true);
    setError(null);
    try {
      save(await (await fetchFile()).blob(), name);
    } catch (failed) {
      setError(asProblem(failed));
    }
    setBusy(false);
  };
  return <><button type="button" class={primary ? "primary" : "small"} disabled={busy} onClick={download}>{busy ? "Writing …" : label}</button>{error && <Failed problem={error} />}</>;
}

export function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
