/** What views share: data from the server that is asked for again when its address changes, and the state of the page. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { aborted, get, Problem } from "./api";
import { onToken } from "./token";

export interface Fetched<T> {
  /** The newest answer; while another is on its way, the one before. */
  readonly data: T | null;
  readonly error: Problem | null;
  readonly loading: boolean;
  readonly again: () => void;
}

/** The JSON at that address; nothing is asked for while there is none. */
export function useFetched<T>(address: string | null): Fetched<T> {
  const [state, setState] = useState<{ data: T | null; error: Problem | null; loading: boolean }>({ data: null, error: null, loading: address !== null });
  const [turn, setTurn] = useState(0);
  const again = useCallback(() => setTurn((last) => last + 1), []);
  useEffect(() => onToken(again), [again]);
  useEffect(() => {
    if (address === null) return;
    const controller = new AbortController();
    setState((last) => ({ ...last, loading: true }));
    get<T>(address, controller.signal).then(
      (data) => setState({ data, error: null, loading: false }),
      (error: unknown) => {
        if (!aborted(error)) setState({ data: null, error: asProblem(error), loading: false });
      },
    );
    return () => controller.abort();
  }, [address, turn]);
  return { ...state, again };
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(0, error instanceof Error ? error.message : String(error));
}

/** Whether something has lasted so long that it should be explained. */
export function useLate(lasting: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!lasting) return setLate(false);
    const timer = setTimeout(() => setLate(true), 700);
    return () => clearTimeout(timer);
  }, [lasting]);
  return late;
}

/** The title of the view, in the browser's tab too. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Diplograph`;
  }, [title]);
}

/** The width of an element, in pixels, as it changes. */
export function useWidth<E extends HTMLElement>(first: number): [(element: E | null) => void, number] {
  const [width, setWidth] = useState(first);
  const observer = useRef<ResizeObserver | null>(null);
  const ref = useCallback((element: E | null) => {
    observer.current?.disconnect();
    if (!element) return;
    observer.current = new ResizeObserver(([entry]) => entry && setWidth(Math.round(entry.contentRect.width)));
    observer.current.observe(element);
  }, []);
  return [ref, width];
}
