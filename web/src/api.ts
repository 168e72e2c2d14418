/** Requests to the server that serves this page; what goes wrong is a Problem with the server's own words. */
import type { Report } from "./types";
import { token } from "./token";

interface ProblemDocument {
  detail?: string;
  title?: string;
  line?: number;
  column?: number;
  report?: Report;
}

export class Problem extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly document: ProblemDocument = {},
    readonly retryAfter: number | null = null,
  ) {
    super(detail);
  }
}

export interface Request {
  method?: string;
  body?: BodyInit;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/** The answer to a request; names of routes are relative, so that the page also works below a path of another server. */
export async function send(path: string, request: Request = {}): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json", ...request.headers };
  const secret = token();
  if (secret) headers["authorization"] = `Bearer ${secret}`;
  let answer: Response;
  try {
    answer = await fetch(path, { method: request.method ?? "GET", body: request.body ?? null, headers, signal: request.signal ?? null });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, "The server does not answer. Is `diplograph serve` still running?");
  }
  if (!answer.ok) throw await problem(answer);
  return answer;
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await send(path, { signal })).json()) as T;
}

async function problem(answer: Response): Promise<Problem> {
  const wait = answer.headers.get("retry-after");
  const text = await answer.text();
  let document: ProblemDocument = {};
  try {
    document = JSON.parse(text) as ProblemDocument;
  } catch {
    // A proxy on the way may answer with a page of its own.
  }
  return new Problem(answer.status, document.detail ?? `${answer.status} ${answer.statusText}`, document, wait ? Number(wait) : null);
}

export function aborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
