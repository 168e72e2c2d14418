/** The frame around every view: the name, the ways to the views, the theme and the token. */
import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Failed, Waiting } from "./parts/states";
import { TokenButton } from "./parts/token";
import { href, useRoute, type Route } from "./router";
import { applyTheme, theme, type Theme } from "./theme";
import { selection } from "./selection";
import { asProblem } from "./hooks";
import type { Problem } from "./api";

export interface ViewProps { route: Route }
type View = ComponentType<ViewProps>;

/** The views, each fetched when it is first shown; a new view is a new file and a line here. */
const VIEWS: Record<string, () => Promise<{ default: View }>> = {
  events: () => import("./views/events"),
  event: () => import("./views/event"),
  article: () => import("./views/article"),
  articles: () => import("./views/articles"),
  query: () => import("./views/query"),
  validate: () => import("./views/validate"),
  load: () => import("./views/load"),
  export: () => import("./views/export"),
  dashboard: () => import("./views/dashboard"),
};
const MENU: readonly [string, string][] = [
  ["events", "Events"],
  ["articles", "Articles"],
  ["query", "Query"],
  ["validate", "Validate"],
  ["load", "Load"],
  ["export", "Export"],
  ["dashboard", "Dashboard"],
];
/** Views that go on with the events that were selected before. */
const SELECTING = new Set(["events", "export"]);

export function App() {
  const route = useRoute();
  const name = route.path[0] ?? "events";
  const main = useRef<HTMLElement>(null);
  const place = route.path.join("/");
  const first = useRef(true);
  useEffect(() => {
    // Whoever uses a screen reader is led to the new view, as by the load of a page.
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
    // On a phone the menu is wider than the screen.
    const here = document.querySelector<HTMLElement>(".top nav [aria-current]"), menu = here?.parentElement;
    if (here && menu) menu.scrollLeft = here.offsetLeft - menu.offsetLeft - (menu.clientWidth - here.offsetWidth) / 2;
  }, [place]);
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>Skip to the content</a>
      <header class="top">
        <a class="brand" href={href("events")}><img src="icon.svg" alt="" width="26" height="26" />Diplograph</a>
        <nav aria-label="Views">
          {MENU.map(([view, label]) => (
            <a href={href(view, SELECTING.has(view) && SELECTING.has(name) ? selection(route.params) : undefined)} aria-current={view === name ? "page" : undefined}>{label}</a>
          ))}
        </nav>
        <div class="tools"><TokenButton /><ThemeButton /><a class="button quiet" href="docs">API</a></div>
      </header>
      <main id="main" ref={main} tabIndex={-1}><Shown name={name} route={route} /></main>
    </>
  );
}

function Shown({ name, route }: { name: string; route: Route }) {
  const [views, setViews] = useState<Record<string, View>>({});
  const [error, setError] = useState<Problem | null>(null);
  const fetchView = VIEWS[name];
  useEffect(() => {
    setError(null);
    if (fetchView && !views[name]) {
      fetchView().then(
        (loaded) => setViews((known) => ({ ...known, [name]: loaded.default })),
        (failed: unknown) => setError(asProblem(failed)),
      );
    }
  }, [name]);
  if (!fetchView) return <section class="view narrow"><h1>No such view</h1><p><a href={href("events")}>All events</a></p></section>;
  const Chosen = views[name];
  if (Chosen) return <Chosen route={route} />;
  return error ? <Failed problem={error} /> : <Waiting what="the view" />;
}

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const SIGN: Record<Theme, string> = { system: "◐", light: "☀", dark: "☾" };

function ThemeButton() {
  const [chosen, setChosen] = useState(theme());
  const change = () => { const next = NEXT[chosen]; applyTheme(next); setChosen(next); };
  return <button type="button" class="quiet icon" onClick={change} aria-label={`Theme: ${chosen}`} title={`Theme: ${chosen}`}>{SIGN[chosen]}</button>;
}
