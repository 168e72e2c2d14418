/** The filters beside the events: what there is to choose from, with the number of events of each. */
import { useState } from "preact/hooks";
import { count } from "../format";
import { NAMES, set, toggle } from "../selection";
import type { Count, FacetName, Facets } from "../types";

const ORDER: readonly FacetName[] = ["type", "status", "party", "topic", "place", "publisher"];
const FEW = 6;

interface Props { facets: Facets | null; chosen: URLSearchParams; change: (chosen: URLSearchParams) => void }

export function FacetPanel({ facets, chosen, change }: Props) {
  return (
    <>
      <Search chosen={chosen} change={change} />
      <Dates chosen={chosen} change={change} />
      {ORDER.map((name) => <Facet key={name} name={name} counts={facets?.facets[name] ?? []} chosen={chosen} change={change} />)}
    </>
  );
}

function Search({ chosen, change }: Omit<Props, "facets">) {
  const value = chosen.get("text") ?? "";
  const search = (event: SubmitEvent) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem("text") as HTMLInputElement;
    change(set(chosen, "text", field.value.trim() || null));
  };
  return (
    <form class="search" role="search" onSubmit={search}>
      <label for="text">Words of an event or its sentences</label>
      <div class="joined"><input id="text" name="text" type="search" key={value} defaultValue={value} placeholder="work plan" maxLength={500} /><button type="submit">Find</button></div>
    </form>
  );
}

function Dates({ chosen, change }: Omit<Props, "facets">) {
  const field = (name: "since" | "until") => (
    <label>{NAMES[name]}<input type="date" name={name} key={chosen.get(name) ?? ""} defaultValue={chosen.get(name) ?? ""} onChange={(event) => change(set(chosen, name, event.currentTarget.value || null))} /></label>
  );
  return <fieldset class="dates"><legend>Dates</legend>{field("since")}{field("until")}</fieldset>;
}

function Facet({ name, counts, chosen, change }: { name: FacetName; counts: Count[] } & Omit<Props, "facets">) {
  const [all, setAll] = useState(false);
  const [part, setPart] = useState("");
  const values = chosen.getAll(name);
  // What is chosen is shown first, even where nothing is left of it.
  const missing = values.filter((value) => !counts.some((one) => one.value === value)).map((value) => ({ value, label: value, count: 0 }));
  const known = [...missing, ...counts];
  const fitting = part ? known.filter((one) => one.label.toLowerCase().includes(part.toLowerCase()) || one.value.toLowerCase() === part.toLowerCase()) : known;
  const shown = all ? fitting : fitting.filter((one, index) => index < FEW || values.includes(one.value));
  if (!known.length) return null;
  return (
    <fieldset class="facet">
      <legend>{NAMES[name]}</legend>
      {all && known.length > 12 && <input type="search" aria-label={`Find a ${name}`} placeholder="Find …" value={part} onInput={(event) => setPart(event.currentTarget.value)} />}
      <ul class={all ? "scrolling" : ""}>
        {shown.map((one) => (
          <li key={one.value}>
            <label>
              <input type="checkbox" checked={values.includes(one.value)} onChange={() => change(toggle(chosen, name, one.value))} />
              <span class="name">{one.label}</span><span class="count">{count(one.count)}</span>
            </label>
          </li>
        ))}
      </ul>
      {fitting.length > FEW && !part && <button type="button" class="link" aria-expanded={all} onClick={() => setAll(!all)}>{all ? "Fewer" : `${known.length - FEW} more`}</button>}
    </fieldset>
  );
}
