/** The token for writing: entered once, and kept until the tab is closed. */
const KEY = "diplograph-token";
const CHANGED = "diplograph-token-changed";

export function token(): string | null {
  return sessionStorage.getItem(KEY);
}

export function setToken(value: string | null): void {
  if (value) sessionStorage.setItem(KEY, value);
  else sessionStorage.removeItem(KEY);
  dispatchEvent(new Event(CHANGED));
}

export function onToken(changed: () => void): () => void {
  addEventListener(CHANGED, changed);
  return () => removeEventListener(CHANGED, changed);
}
