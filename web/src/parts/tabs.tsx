/** Tabs by the pattern of WAI-ARIA: arrow keys move between them. */
interface Props<T extends string> { label: string; tabs: readonly (readonly [T, string])[]; chosen: T; choose: (tab: T) => void; panel?: string }

export function Tabs<T extends string>({ label, tabs, chosen, choose, panel }: Props<T>) {
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = tabs[(tabs.findIndex(([tab]) => tab === chosen) + step + tabs.length) % tabs.length]!;
    choose(next[0]);
    (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`[data-tab="${next[0]}"]`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
      {tabs.map(([tab, name]) => (
        <button type="button" role="tab" data-tab={tab} aria-selected={tab === chosen} aria-controls={panel} tabIndex={tab === chosen ? 0 : -1} onClick={() => choose(tab)}>{name}</button>
      ))}
    </div>
  );
}
