/** Which events are asked for: the filters, as the address bar and the server have them. */
export const FILTERS = ["type", "party", "pair", "status", "since", "until", "place", "topic", "publisher", "text"] as const;
export type Filter = (typeof FILTERS)[number];

/** What filters of that name are called for people. */
export const NAMES: Record<Filter, string> = {
  type: "Type", party: "Party", pair: "Pair", status: "Status", since: "From", until: "Until", place: "Place", topic: "Topic",
  publisher: "Publisher", text: "Text",
};

/** The filters among the parameters of an address; empty ones count as none. */
export function selection(params: URLSearchParams): URLSearchParams {
  const chosen = new URLSearchParams();
  for (const name of FILTERS) for (const value of params.getAll(name)) if (value.trim()) chosen.append(name, value.trim());
  return chosen;
}

/** The parameters with one filter set to a value, or without it. */
export function set(params: URLSearchParams, name: Filter, value: string | null): URLSearchParams {
  const changed = new URLSearchParams(params);
  changed.delete(name);
  if (value) changed.set(name, value);
  return changed;
}

/** The parameters with a value added to a filter that may have several, or taken away where it is there. */
export function toggle(params: URLSearchParams, name: Filter, value: string): URLSearchParams {
  const values = params.getAll(name);
  const changed = new URLSearchParams(params);
  changed.delete(name);
  if (name === "party") for (const one of values) if (one !== value) changed.append(name, one);
  if (!values.includes(value)) changed.append(name, value);
  return changed;
}

/** The address of a route for these events. */
export function asked(route: string, chosen: URLSearchParams, more: Record<string, string> = {}): string {
  const params = new URLSearchParams(chosen);
  for (const [name, value] of Object.entries(more)) params.set(name, value);
  const query = params.toString();
  return query ? `${route}?${query}` : route;
}
