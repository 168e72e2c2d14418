/** The filters that are set, each with a button that takes it away. */
import { day } from "../format";
import { FILTERS, NAMES, selection, type Filter } from "../selection";

export function Chips({ chosen, change }: { chosen: URLSearchParams; change: (chosen: URLSearchParams) => void }) {
  const set = FILTERS.flatMap((name) => chosen.getAll(name).map((value): [Filter, string] => [name, value]));
  if (!set.length) return null;
  const without = (name: Filter, value: string) => {
    const rest = new URLSearchParams();
    for (const [one, other] of selection(chosen)) if (one !== name || other !== value) rest.append(one, other);
    return rest;
  };
  return (
    <ul class="chips" aria-label="Filters that are set">
      {set.map(([name, value]) => (
        <li key={`${name} ${value}`}>
          <span><b>{NAMES[name]}</b> {name === "since" || name === "until" ? day(value) : value.replace(/^https?:.*[/#]/, "")}</span>
          <button type="button" aria-label={`Take away ${NAMES[name]} ${value}`} onClick={() => change(without(name, value))}>×</button>
        </li>
      ))}
      {set.length > 1 && <li class="bare"><button type="button" class="link" onClick={() => change(new URLSearchParams())}>Clear all</button></li>}
    </ul>
  );
}
