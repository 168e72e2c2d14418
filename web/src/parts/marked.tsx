/** An article's text with passages marked; it is put together from text alone, so that nothing in it is taken for HTML. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

export interface Passage {
  start: number;
  end: number;
  /** How it looks: a class of the style sheet. */
  kind: string;
  /** What is told of it while it is pointed at. */
  told: ComponentChildren;
  /** What a screen reader says of it. */
  label: string;
  id?: string;
}

/** The text in pieces, none of which a passage begins or ends within. Positions count code points, as the server does. */
export function pieces(points: readonly string[], passages: readonly Passage[]): { text: string; start: number; inside: Passage[] }[] {
  const bounds = new Set([0, points.length]);
  for (const { start, end } of passages) { bounds.add(Math.min(Math.max(start, 0), points.length)); bounds.add(Math.min(Math.max(end, 0), points.length)); }
  const order = [...bounds].sort((one, other) => one - other);
  return order.slice(0, -1).map((start, index) => {
    const end = order[index + 1]!;
    return { text: points.slice(start, end).join(""), start, inside: passages.filter((one) => one.start <= start && end <= one.end) };
  });
}

interface Props { text: string; passages: readonly Passage[]; shown?: ((inside: Passage[]) => void) | undefined; scrollTo?: number | undefined }

export function MarkedText({ text, passages, shown, scrollTo }: Props) {
  const [at, setAt] = useState<number | null>(null);
  const point = (start: number | null, inside: Passage[]) => { setAt(start); if (start !== null) shown?.(inside); };
  let scrolled = false;
  return (
    <div class="article-text">
      {pieces([...text], passages).map(({ text: part, start, inside }) => {
        if (!inside.length) return part;
        const kinds = [...new Set(inside.map((one) => one.kind))].join(" ");
        const first = !scrolled && scrollTo !== undefined && inside.some((one) => one.start === scrollTo);
        if (first) scrolled = true;
        const id = inside.find((one) => one.id && one.start === start)?.id;
        return (
          <mark
            key={start} {...(id ? { id } : {})} class={`${kinds}${at === start ? " at" : ""}`} tabIndex={0} aria-label={`${part} (${inside.map((one) => one.label).join("; ")})`}
            ref={first ? intoView : null}
            onPointerEnter={() => point(start, inside)} onFocus={() => point(start, inside)} onPointerLeave={() => setAt(null)} onBlur={() => setAt(null)}
          >{part}</mark>
        );
      })}
    </div>
  );
}

function intoView(element: HTMLElement | null): void {
  if (element && !element.dataset["seen"]) {
    element.dataset["seen"] = "yes";
    element.scrollIntoView({ block: "center" });
  }
}
