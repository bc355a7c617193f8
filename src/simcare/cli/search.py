"""`simcare search`: find tickets, or make the search index anew."""

import json

import click


@click.group()
def command() -> None:
    """Find tickets by words in any language, numbers, people, cards; or rebuild the index."""
    from simcare.kernel.boot import boot

    boot(scope="provider")


@command.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="one JSON object a line")
def find(words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Tickets that WORDS mean, the best first; conditions such as is:open, from:, account:, lang:, before: narrow."""
    from simcare.support.queries.search import search

    for hit in search(" ".join(words), limit=limit).hits:
        said = "".join(piece.text for piece in hit.snippet)
        if as_json:
            told = {"number": hit.line.id, "state": hit.line.state, "subject": hit.line.subject, "says": said}
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            click.echo(f"#{hit.line.id:<7} {hit.line.state:<8} {hit.line.subject}\n         {said}")


@command.command()
def rebuild() -> None:
    """Make the search text of every ticket anew; one that was interrupted goes on where it stood."""
    from simcare.kernel import clock, progress
    from simcare.support.actions import search

    work = search.begin_rebuild(by="cli", at=clock.now())
    with click.progressbar(length=work.total or 0, label="Tickets read") as bar:
        bar.update(work.done)
        is_more = True
        while is_more:
            before = work.done
            is_more = search.rebuild_more(work)
            bar.update(work.done - before)
    progress.finish(work, at=clock.now(), result={"tickets": work.done})
    click.echo(f"{work.done} tickets can be found.")
