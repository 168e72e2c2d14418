/** One article: its text with all its events marked, what each mark was read as, and what was rejected and why. */
import { useMemo, useState } from "preact/hooks";
import type { ViewProps } from "../app";
import { count, day, family, webAddress } from "../format";
import { useFetched, useTitle } from "../hooks";
import { EventRecord } from "../parts/record";
import { MarkedText, type Passage } from "../parts/marked";
import { Failed, Waiting } from "../parts/states";
import { href } from "../router";
import type { Article, Explained } from "../types";

export default function ArticleView({ route }: ViewProps) {
  const id = route.path[1] ?? "";
  const { data, error, again } = useFetched<Article>(`articles/${encodeURIComponent(id)}`);
  useTitle(data?.headline ?? "Article");
  if (error) return <section class="view narrow"><h1>Article</h1><Failed problem={error} again={again} /></section>;
  return data ? <Shown key={data.iri} article={data} at={route.params.get("at")} /> : <Waiting what="the article" />;
}

function Shown({ article, at }: { article: Article; at: string | null }) {
  const [explain, setExplain] = useState(false);
  const explained = useFetched<Article>(explain ? `articles/${article.id}?explain=true` : null);
  const found = explained.data?.explained ?? null;
  const [shown, setShown] = useState<readonly Passage[]>([]);
  const passages = useMemo(() => marks(article, found), [article, found]);
  const address = webAddress(article.url);
  const turtle = `articles/${article.id}?format=turtle`;
  return (
    <article class="view">
      <p class="back"><a href={href("articles")}>All articles</a></p>
      <h1>{article.headline ?? article.source}</h1>
      <p class="facts">
        <span>{article.publisher}</span><span>{day(article.published)}</span>{article.authors.length > 0 && <span>{article.authors.join(", ")}</span>}
        {address && <a href={address} rel="noreferrer noopener" target="_blank">the article at its own address</a>}<a href={turtle} download={`${article.id}.ttl`}>Turtle</a>
      </p>
      <div class="event-page wide-text">
        <section class="panel" aria-label="Text">
          <ul class="legend"><li class="engagement">engagement</li><li class="agreement">agreement</li><li class="dispute">dispute</li>{found && <li class="rejected">rejected</li>}</ul>
          <MarkedText text={article.text} passages={passages} shown={setShown} scrollTo={at === null ? undefined : Number(at)} />
        </section>
        <aside class="stack side" aria-label="Record">
          <section class="panel" aria-live="polite">
            <h2>{shown.length ? "At this place" : count(article.events.length, "event")}</h2>
            {shown.length > 0
              ? shown.map((one) => <div class="told">{one.told}</div>)
              : <><p class="soft">Point at a mark, or reach it by the Tab key, to see what was read there.</p><ul class="plain">{article.events.map((event) => <li><a href={href(`event/${event.id}`)}>{event.label}</a></li>)}</ul></>}
          </section>
          <section class="panel">
            <h2>How it was read</h2>
            {!explain && <><p class="soft">The article is read again, which takes a moment: each event with the steps that led to it, and what was rejected and why.</p><button type="button" onClick={() => setExplain(true)}>Explain</button></>}
            {explain && explained.error && <Failed problem={explained.error} again={explained.again} />}
            {explain && explained.loading && <Waiting what="the explanation" />}
            {found && <How explained={found} />}
          </section>
        </aside>
      </div>
    </article>
  );
}

function marks(article: Article, explained: Explained | null): Passage[] {
  const events = article.events.flatMap((event) => event.evidence.map((sentence): Passage => ({
    start: sentence.start, end: sentence.end, kind: family(event.type).toLowerCase(), label: `${event.type}: ${event.label}`,
    told: <EventRecord event={event} />,
  })));
  const rejected = (explained?.rejected ?? []).map((one): Passage => ({
    start: one.start, end: one.end, kind: "rejected", label: `rejected: ${one.reason}`,
    told: <><h3>“{one.trigger}” was rejected</h3><p>{one.reason}</p></>,
  }));
  return [...events, ...rejected];
}

export function How({ explained }: { explained: Explained }) {
  return (
    <>
      <p class="soft">Read by {explained.extractor}. {explained.notes.join(" ")}</p>
      {explained.events.map((event) => (
        <details><summary>{event.label}</summary><ol class="steps">{(event.trace ?? []).map((step) => <li>{step.trim()}</li>)}</ol></details>
      ))}
      <h3>{explained.rejected.length ? `${explained.rejected.length} rejected` : "Nothing was rejected"}</h3>
      <dl class="rejections">{explained.rejected.map((one) => <><dt>“{one.trigger}”</dt><dd>{one.reason}</dd></>)}</dl>
    </>
  );
}

