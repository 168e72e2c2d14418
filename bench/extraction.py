"""Prints how fast events are extracted: articles per second on one core, the ratio to spaCy's own pass, and the cost of hostile texts.

The ratio compares the whole extractor to spaCy's pipeline with all the components that the same model has, over the same texts in
the same run, by the processor's time. The two take turns, each round gives a ratio, and the median counts, so that a busy
machine harms neither.
"""

from __future__ import annotations

import os

# Before anything loads a library that would start threads: one core is what is measured.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
    os.environ[_name] = "1"

import multiprocessing  # noqa: E402
import resource  # noqa: E402
import statistics  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402
from functools import partial  # noqa: E402
from pathlib import Path  # noqa: E402

import spacy  # noqa: E402
from spacy.language import Language  # noqa: E402

from diplograph.loaders.article import Article, BlockKind, compose  # noqa: E402
from diplograph.loaders.extraction import Extractor, default_extractor  # noqa: E402
from diplograph.loaders.extraction.language import sentences  # noqa: E402
from diplograph.loaders.extraction.lexicon import lexicon  # noqa: E402
from diplograph.loaders.extraction.quotations import quotations  # noqa: E402
from diplograph.loaders.extraction.reading import worth_parsing  # noqa: E402
from diplograph.loaders.readers import read  # noqa: E402
from diplograph.settings import Settings  # noqa: E402

CHECKOUT = Path(__file__).resolve().parent.parent
ROUNDS = 5
GOAL = 0.8


def corpora() -> dict[str, list[Article]]:
    """The articles to measure by: the seeds, long ones made of the seeds' paragraphs, and the gold articles where they are."""
    seeds = [read(path) for path in sorted((CHECKOUT / "seeds").iterdir()) if path.suffix in (".html", ".txt")]
    found = {"seeds": seeds * 4, "long articles of the seeds' paragraphs": [_long(seeds, 60 + 20 * k) for k in range(3)]}
    shared = Path(os.environ.get("DIPLOGRAPH_SHARED") or CHECKOUT.parent / "shared") / "gold" / "dev"
    if shared.is_dir():
        found["gold articles (dev)"] = [read(path) for path in sorted(shared.iterdir()) if path.suffix in (".html", ".txt")]
    else:
        print(f"no gold articles in {shared}: passed over")
    return found


def _long(seeds: list[Article], count: int) -> Article:
    """An article of that many paragraphs of the seeds, over and over."""
    own = [(block.kind, text) for seed in seeds for block, text in seed.block_texts() if block.kind is BlockKind.PARAGRAPH]
    text, blocks = compose([own[k % len(own)] for k in range(count)])
    return Article("long.txt", text, blocks, published=seeds[0].published)


def seconds(work: Callable[[], object]) -> float:
    """The processor's seconds for the work, which other work on the machine changes least."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _pass(nlp: Language, texts: list[str]) -> None:
    for _ in nlp.pipe(texts, batch_size=64):
        pass


def _extract(extractor: Extractor, articles: list[Article]) -> None:
    for article in articles:
        extractor.extract(article)


def speed(extractor: Extractor, model: str) -> None:
    """Prints the speed and the ratio for each corpus."""
    whole = spacy.load(model)
    print(f"model {model}, all components: {', '.join(whole.pipe_names)}")
    for name, articles in corpora().items():
        texts = [article.text for article in articles]
        ours, theirs = [], []
        list(whole.pipe(texts[:2]))
        extractor.extract(articles[0])
        for _ in range(ROUNDS):
            theirs.append(seconds(partial(_pass, whole, texts)))
            ours.append(seconds(partial(_extract, extractor, articles)))
        split = [sentences(article) for article in articles]
        parsed = sum(len(worth_parsing(own, lexicon(), quotations(own))[0]) for own in split)
        letters = sum(map(len, texts))
        ratios = [own / other for own, other in zip(ours, theirs, strict=True)]
        print(
            f"{name}: {len(articles)} articles, {letters / 1000:.0f} kB, {parsed} of {sum(map(len, split))} sentences parsed\n"
            f"  ours  {min(ours):6.2f} s  {len(articles) / min(ours):6.1f} articles/s  {letters / 1000 / min(ours):6.0f} kB/s\n"
            f"  spaCy {min(theirs):6.2f} s  {len(articles) / min(theirs):6.1f} articles/s\n"
            f"  ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f} in {ROUNDS} rounds; goal: at most {GOAL})"
        )


def hostile() -> dict[str, str]:
    """Texts that would cost a careless extractor its square, by what is hard about them."""
    told = "The ministers of India and Nepal met in Delhi on Monday. "
    return {
        "1 MB without a space": "a" * 1_000_000,
        "1 MB of one line": "word " * 200_000,
        "1 MB of one line of triggers": "met talks visit Iran " * 48_000,
        "100,000 names of states": "Iran, " * 100_000,
        "100,000 names of people": "Foreign Minister Sergei Lavrov met " * 100_000,
        "100,000 brackets": "(" * 100_000 + "India met Nepal" + ")" * 100_000,
        "100,000 quotation marks": "“" * 100_000 + "India met Nepal" + '"' * 100_000,
        "a million newlines": "\n" * 1_000_000 + told,
        "a million full stops": "." * 1_000_000 + told,
        "50,000 sentences": told * 50_000,
        "2 MB article": "",
    }


def measure(name: str, text: str) -> None:
    """Prints the seconds and the memory that one text costs; runs in a process of its own, whose peak is the text's."""
    extractor = default_extractor(Settings())
    extractor.extract(Article("warm.txt", "India met Nepal.", compose([(BlockKind.PARAGRAPH, "India met Nepal.")])[1]))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if text:
        content, blocks = compose([(BlockKind.PARAGRAPH, text)])
        article = Article("hostile.txt", content, blocks)
    else:
        seeds = [read(path) for path in sorted((CHECKOUT / "seeds").iterdir()) if path.suffix in (".html", ".txt")]
        article = _long(seeds, 2_000_000 // 190)
    begun = time.process_time()
    found = extractor.extract(article)
    taken = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"  {name:32} {len(article.text) / 1e6:5.2f} MB {taken:7.2f} s  peak {peak / 1024:5.0f} MB (+{(peak - before) / 1024:.0f})"
        f"  {len(found.events)} events",
        flush=True,
    )


def main() -> int:
    """Runs all measurements; the exit status says whether every hostile text came to its end."""
    settings = Settings()
    speed(default_extractor(settings), settings.model)
    limit = 180
    ended = True
    print(f"hostile texts, each in a fresh process, in seconds of the processor; stopped after {limit} s by the clock")
    context = multiprocessing.get_context("spawn")
    for name, text in hostile().items():
        process = context.Process(target=measure, args=(name, text))
        process.start()
        process.join(limit)
        if process.is_alive():
            process.kill()
            process.join()
            print(f"  {name:32} stopped after {limit} s", flush=True)
            ended = False
    return 0 if ended else 1


if __name__ == "__main__":
    sys.exit(main())
