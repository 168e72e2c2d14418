/** Where the reader is: the path and the parameters behind the # of the address, so that every view has a link of its own. */
import { useEffect, useState } from "preact/hooks";

export interface Route {
  readonly path: readonly string[];
  readonly params: URLSearchParams;
}

export function parse(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  return { path: path.split("/").filter(Boolean).map(decode), params: new URLSearchParams(query) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a view. */
export function href(path: string, params?: URLSearchParams): string {
  const query = params?.toString();
  return `#/${path}${query ? `?${query}` : ""}`;
}

/** Goes to a view, by a new entry of the browser's history or in the place of the present one. */
export function go(path: string, params?: URLSearchParams, replace = false): void {
  const address = href(path, params);
  if (address === location.hash) return;
  if (replace) {
    history.replaceState(null, "", address);
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    location.hash = address;
  }
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parse(location.hash));
  useEffect(() => {
    const changed = () => setRoute(parse(location.hash));
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return route;
}
