/** A text to be written in, with the numbers of its lines; lines that something is said of are set off. */
import { useRef } from "preact/hooks";

export interface NumberedHandle { show: (line: number) => void }
interface Props { value: string; change: (text: string) => void; marked: ReadonlyMap<number, string>; label: string; run: () => void; handle: { current: NumberedHandle | null } }

export function NumberedText({ value, change, marked, label, run, handle }: Props) {
  const area = useRef<HTMLTextAreaElement>(null), gutter = useRef<HTMLDivElement>(null);
  const lines = value.split("\n");
  handle.current = {
    show: (line) => {
      const text = area.current;
      if (!text) return;
      const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
      text.focus();
      text.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
      text.scrollTop = Math.max(0, (line - 6) * (text.scrollHeight / Math.max(1, lines.length)));
    },
  };
  return (
    <div class="numbered">
      <div ref={gutter} class="gutter" aria-hidden="true">{lines.map((_, index) => <span key={index} class={marked.get(index + 1) ?? ""}>{index + 1}</span>)}</div>
      <textarea
        ref={area} value={value} aria-label={label} spellcheck={false} wrap="off" autocomplete="off"
        onInput={(event) => change(event.currentTarget.value)} onScroll={(event) => { if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop; }}
        onKeyDown={(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run(); }}
      />
    </div>
  );
}
