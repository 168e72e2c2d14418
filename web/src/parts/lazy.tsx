/** A part of a view whose code is fetched when it is first shown. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Problem } from "../api";
import { asProblem } from "../hooks";
import { Failed, Waiting } from "./states";

export function lazy<P extends object>(fetchPart: () => Promise<{ default: ComponentType<P> }>, what: string): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [Part, setPart] = useState<ComponentType<P> | null>(() => loaded);
    const [error, setError] = useState<Problem | null>(null);
    useEffect(() => {
      if (!loaded) fetchPart().then((found) => { loaded = found.default; setPart(() => loaded); }, (failed: unknown) => setError(asProblem(failed)));
    }, []);
    if (Part) return <Part {...props} />;
    return error ? <Failed problem={error} /> : <Waiting what={what} />;
  };
}
