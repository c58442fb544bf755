"""Turning an article into an answer."""

from dataclasses import dataclass

from qiao.policy import Article, Pack


@dataclass(frozen=True, slots=True)
class Answered:
    """An article in one language, facts filled in, with what customers usually ask next (intent, name)."""

    article: str
    title: str
    text: str
    version: str
    next: tuple[tuple[str, str], ...]


def answer_for(pack: Pack, intent: str, language: str) -> Answered | None:
    """The answer to an intent, or None where the pack has no article for it."""
    article = pack.article_of(intent)
    return None if article is None else rendered(pack, article, language)


def rendered(pack: Pack, article: Article, language: str) -> Answered:
    """`article` as a customer reads it in `language` (`zh` or `en`)."""
    return Answered(
        article=article.intents[0],
        title=pack.filled(article.title, language),
        text=pack.filled(article.answer, language).strip(),
        version=f"{article.reviewed_on.isoformat()}",
        next=tuple((intent, name_of(pack, intent, language)) for intent in article.next),
    )


def name_of(pack: Pack, intent: str, language: str) -> str:
    """What a customer would call the matter: the title of its article, else the intent's name."""
    article = pack.article_of(intent)
    return pack.filled(article.title if article else pack.intents[intent].name, language)
