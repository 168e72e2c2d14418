/** The token for writing: a button that opens a small dialog. */
import { useEffect, useRef, useState } from "preact/hooks";
import { onToken, setToken, token } from "../token";

export function TokenButton() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [known, setKnown] = useState(token() !== null);
  useEffect(() => onToken(() => setKnown(token() !== null)), []);
  const keep = (event: SubmitEvent) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem("token") as HTMLInputElement;
    setToken(field.value.trim() || null);
    field.value = "";
    dialog.current?.close();
  };
  return (
    <>
      <button type="button" class="quiet" onClick={() => dialog.current?.showModal()}>{known ? "Token ✓" : "Token"}</button>
      <dialog ref={dialog} aria-labelledby="token-title">
        <form onSubmit={keep}>
          <h2 id="token-title">Token</h2>
          <p>Writing may need a token (<code>diplograph token NAME --role writer</code> makes one). It is kept in this tab alone, until the tab is closed.</p>
          <label for="token-field">Token</label>
          <input id="token-field" name="token" type="password" autocomplete="off" spellcheck={false} />
          <div class="actions">
            <button type="submit" class="primary">Keep</button>
            {known && <button type="button" onClick={() => { setToken(null); dialog.current?.close(); }}>Forget</button>}
            <button type="button" onClick={() => dialog.current?.close()}>Cancel</button>
          </div>
        </form>
      </dialog>
    </>
  );
}
