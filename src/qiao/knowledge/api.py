"""Articles over HTTP, for staff: the search beside the conversation."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from qiao.access import Doorkeeper
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS
from qiao.knowledge.answers import rendered
from qiao.knowledge.library import ArticleHit, Library
from qiao.policy import Pack

_LIMIT = 8
_HARDLY = 0.005


class Wanted(Body):
    """What somebody looks for; without a language, the one it is written in."""

    text: Annotated[str, Field(min_length=1, max_length=200)]
    language: Literal["zh", "en"] | None = None


class FoundArticle(BaseModel):
    """An article that may answer; `text` is the whole of it without marks, `passage` the sentence that says most."""

    article: str
    title: str
    text: str
    passage: str
    probability: float
    version: str


class FoundArticles(BaseModel):
    """Best first; `fits` is false where most likely none of them answers."""

    articles: list[FoundArticle]
    fits: bool


def routes(pack: Pack, library: Library, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/knowledge`."""
    router = APIRouter(prefix="/api/v1/knowledge", tags=["knowledge"], responses=REFUSALS)

    def shown(hit: ArticleHit, question: str) -> FoundArticle:
        answer = rendered(pack, pack.articles[hit.intent], hit.language)
        return FoundArticle(
            article=answer.article,
            title=answer.title,
            text=answer.text.replace("**", ""),
            passage=library.passage(hit, question),
            probability=round(hit.probability, 4),
            version=answer.version,
        )

    @router.post("/search")
    @declared(Who.STAFF)
    async def search(wanted: Wanted, request: Request) -> FoundArticles:
        """Articles for a question or a few words. A POST: addresses are logged, words of customers are not."""
        await signed_in(request)
        found = library.search(wanted.text, wanted.language, limit=_LIMIT)
        likely = [hit for place, hit in enumerate(found.hits) if place == 0 or hit.probability >= _HARDLY]
        return FoundArticles(articles=[shown(hit, wanted.text) for hit in likely], fits=found.fits)

    _ = search
    return router
