"""What requests carry."""

from pydantic import BaseModel, ConfigDict


class Body(BaseModel):
    """The body of a request. A field the route does not know is refused: nobody sets what was not meant to be set."""

    model_config = ConfigDict(extra="forbid")
