/** Where files are dropped, or chosen by the keyboard. */
import { useRef, useState } from "preact/hooks";

interface Props { label: string; accept: string; multiple?: boolean; take: (files: File[]) => void }

export function Drop({ label, accept, multiple = false, take }: Props) {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  return (
    <div
      class={over ? "drop over" : "drop"}
      onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); take([...(event.dataTransfer?.files ?? [])]); }}
    >
      <p>{label}</p>
      <button type="button" onClick={() => input.current?.click()}>Choose {multiple ? "files" : "a file"}</button>
      <input ref={input} class="hidden" type="file" accept={accept} multiple={multiple} tabIndex={-1} aria-label={label}
        onChange={(event) => { take([...(event.currentTarget.files ?? [])]); event.currentTarget.value = ""; }} />
    </div>
  );
}
