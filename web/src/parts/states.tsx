/** What stands where data is not there yet, or cannot be had. */
import type { Problem } from "../api";

export function Waiting({ what }: { what: string }) {
  return <p class="waiting" role="status"><span class="spinner" aria-hidden="true" />Fetching {what} …</p>;
}

export function Failed({ problem, again }: { problem: Problem; again?: () => void }) {
  return (
    <div class="failed" role="alert">
      <p>{problem.message}</p>
      {problem.status === 401 && <p>Enter a token by the key at the top of the page.</p>}
      {problem.retryAfter !== null && <p>Try again in {problem.retryAfter} seconds.</p>}
      {again && <button type="button" onClick={again}>Try again</button>}
    </div>
  );
}

export function Empty({ children }: { children: preact.ComponentChildren }) {
  return <div class="empty">{children}</div>;
}
