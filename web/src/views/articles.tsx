/** The articles that were loaded. */
import { useState } from "preact/hooks";
import type { ViewProps } from "../app";
import { count, day, short } from "../format";
import { useFetched, useTitle } from "../hooks";
import { Empty, Failed, Waiting } from "../parts/states";
import { go, href } from "../router";
import type { Listed } from "../types";

interface Page { articles: (Listed & { events: number })[]; next: string | null }

export default function Articles({ route }: ViewProps) {
  useTitle("Articles");
  const text = route.params.get("text") ?? "";
  const publisher = route.params.get("publisher") ?? "";
  const [cursors, setCursors] = useState<string[]>([]);
  const params = new URLSearchParams({ limit: "50", ...(text && { text }), ...(publisher && { publisher }), ...(cursors.length && { cursor: cursors.at(-1)! }) });
  const { data, error, again, loading } = useFetched<Page>(`articles?${params}`);
  const search = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const next = new URLSearchParams();
    for (const name of ["text", "publisher"]) if (String(form.get(name) ?? "").trim()) next.set(name, String(form.get(name)).trim());
    setCursors([]);
    go("articles", next);
  };
  return (
    <section class="view">
      <h1>Articles</h1>
      <form class="fields" role="search" onSubmit={search} key={`${text} ${publisher}`}>
        <label>Words of the headline<input name="text" type="search" defaultValue={text} /></label>
        <label>Publisher<input name="publisher" type="search" defaultValue={publisher} /></label>
        <button type="submit">Find</button>
      </form>
      {error && <Failed problem={error} again={again} />}
      {!data && !error && <Waiting what="articles" />}
      {data && !data.articles.length && <Empty>No article {text || publisher ? "fits" : "is loaded yet"}. <a href={href("load")}>Load one</a></Empty>}
      {data && data.articles.length > 0 && (
        <div class={loading ? "panel flush stale" : "panel flush"}>
          <div class="scroll"><table class="articles">
            <thead><tr><th scope="col">Published</th><th scope="col">Headline</th><th scope="col">Publisher</th><th scope="col" class="number">Events</th></tr></thead>
            <tbody>{data.articles.map((one) => (
              <tr key={one.iri}><td class="nowrap">{day(one.published?.slice(0, 10) ?? null)}</td><td><a href={href(`article/${short(one.iri)}`)}>{one.headline ?? one.source}</a></td><td>{one.publisher}</td><td class="number">{count(one.events)}</td></tr>
            ))}</tbody>
          </table></div>
        </div>
      )}
      <div class="actions">
        {cursors.length > 0 && <button type="button" onClick={() => setCursors(cursors.slice(0, -1))}>Page before</button>}
        {data?.next && <button type="button" onClick={() => setCursors([...cursors, data.next!])}>Next page</button>}
      </div>
    </section>
  );
}
