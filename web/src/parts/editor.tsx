/** The SPARQL editor: YASQE, which completes the project's terms and prefixes; it asks no other host for them. */
import Yasqe from "@zazuko/yasqe";
import "@zazuko/yasqe/build/yasqe.min.css";
import { useLayoutEffect, useRef } from "preact/hooks";
import { PREFIXES, type Row } from "../sparql";
import { get } from "../api";

interface Position { line: number; ch: number }
interface Token { string: string; start: number; end: number; type: string | null }
/** What of YASQE is used here; its own types are those of an older editor. */
interface Editor {
  getValue(): string;
  setValue(text: string): void;
  focus(): void;
  on(event: string, told: () => void): void;
  getDoc(): { getMode(): { startState(): { prefixes: Record<string, string> } }; markText(from: Position, to: Position, options: object): { clear(): void }; setCursor(at: Position): void; getLine(number: number): string | undefined };
  scrollIntoView(at: Position, margin: number): void;
  setOption(name: string, value: unknown): void;
  destroy(): void;
}
interface Completer {
  name: string; bulk: boolean; autoShow: boolean; persistenceId: null;
  isValidCompletionPosition(editor: { getCompleteToken(): Token }): boolean;
  get(editor: unknown, token?: { string: string }): Promise<string[]>;
}
const Class = Yasqe as unknown as {
  new (parent: HTMLElement, config: object): Editor;
  registerAutocompleter(completer: Completer, enable?: boolean): void;
  defaults: { autocompleters: string[] };
};

const TERMS = `SELECT DISTINCT ?term { GRAPH ?g {
  { ?term rdfs:isDefinedBy <https://w3id.org/diplograph/ontology> } UNION { ?term skos:inScheme ?scheme FILTER(STRSTARTS(STR(?term), STR(dgt:))) } } }`;
let terms: Promise<string[]> | null = null;

function known(): Promise<string[]> {
  terms ??= get<{ results: { bindings: Row[] } }>(`sparql?query=${encodeURIComponent(TERMS)}`).then(
    (answer) => answer.results.bindings.map((row) => row["term"]!.value.replace(PREFIXES["dg"]!, "dg:").replace(PREFIXES["dgt"]!, "dgt:")).sort(),
    () => { terms = null; return []; },
  );
  return terms;
}

const WORD = /^[a-z]*:?[\w-]*$/i;
Class.registerAutocompleter({
  name: "diplograph", bulk: false, autoShow: true, persistenceId: null,
  isValidCompletionPosition: (editor) => {
    const token = editor.getCompleteToken().string;
    return token.length > 1 && WORD.test(token);
  },
  get: async (_, token) => {
    const part = (token?.string ?? "").toLowerCase();
    const prefixes = Object.keys(PREFIXES).map((one) => `${one}:`);
    // "meet" finds dg:Meeting too.
    const fits = (one: string) => one.toLowerCase().startsWith(part) || one.slice(one.indexOf(":") + 1).toLowerCase().startsWith(part);
    return [...(await known()).filter(fits), ...prefixes.filter((one) => one.startsWith(part) && one !== part)].slice(0, 60);
  },
}, false);

export interface EditorHandle { set(text: string): void; show(line: number, column: number | null, message: string): void; clear(): void }
interface Props { value: string; change: (text: string) => void; run: () => void; ready: () => void; handle: { current: EditorHandle | null } }

export default function QueryEditor({ value, change, run, ready, handle }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const calls = useRef({ change, run });
  calls.current = { change, run };
  // Made with what was drawn, not after it: a text that is set in between would reach no editor.
  useLayoutEffect(() => {
    const editor = new Class(place.current!, {
      value, showQueryButton: false, createShareableLink: null, consumeShareLink: null, persistenceId: null, resizeable: false, prefixCcApi: null,
      autocompleters: ["diplograph", "variables"], editorHeight: "auto", lineWrapping: true, viewportMargin: Infinity, screenReaderLabel: "SPARQL query",
      collapsePrefixesOnLoad: false, pluginButtons: undefined,
      // Tab leaves the editor, so that nobody who works by the keyboard is caught in it.
      extraKeys: { "Ctrl-Enter": () => calls.current.run(), "Cmd-Enter": () => calls.current.run(), "Ctrl-Space": (one: { autocomplete(): void }) => one.autocomplete(), Tab: false, "Shift-Tab": false },
    });
    // The server knows the project's prefixes, so that they are no errors here.
    const mode = editor.getDoc().getMode(), start = mode.startState;
    mode.startState = () => { const state = start.call(mode); return { ...state, prefixes: { ...PREFIXES, ...state.prefixes } }; };
    editor.setValue(value);
    editor.on("change", () => { clear(); calls.current.change(editor.getValue()); });
    let mark: { clear(): void } | null = null;
    const clear = () => { mark?.clear(); mark = null; };
    handle.current = {
      set: (text) => editor.setValue(text),
      show: (line, column, message) => {
        clear();
        const at = { line: line - 1, ch: Math.max(0, (column ?? 1) - 1) };
        const length = editor.getDoc().getLine(at.line)?.length ?? 0;
        // At the end of a line there is nothing to mark but what stands before it.
        const from = column === null ? { ...at, ch: 0 } : { ...at, ch: Math.min(at.ch, Math.max(0, length - 1)) };
        mark = editor.getDoc().markText(from, { line: at.line, ch: Math.max(from.ch + 1, column === null ? length : from.ch + 1) }, { className: "error-at", title: message });
        editor.getDoc().setCursor(at);
        editor.scrollIntoView(at, 80);
        editor.focus();
      },
      clear,
    };
    ready();
    return () => { handle.current = null; editor.destroy(); place.current?.replaceChildren(); };
  }, []);
  return <div ref={place} class="editor" />;
}
