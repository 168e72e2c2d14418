/** Light, dark, or as the system has it; the choice is kept in the browser. */
const KEY = "diplograph-theme";
export type Theme = "system" | "light" | "dark";

export function theme(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function applyTheme(chosen: Theme = theme()): void {
  if (chosen === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, chosen);
  document.documentElement.dataset["theme"] = chosen;
  dispatchEvent(new Event("diplograph-theme-changed"));
}

/** A colour of the style sheet, for what is drawn on a canvas. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
