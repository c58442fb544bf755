from tests.conftest import TestHouse, Web


async def test_a_question_is_answered(house: TestHouse) -> None:
    customer = await house.visitor()
    await house.receive(customer, "怎么还款")
    await house.settle()
    kinds = [(message["author"]["kind"], message["content"]["kind"]) for message in await house.messages(customer)]
    assert kinds == [("customer", "text"), ("bot", "card")]


async def test_config(web: Web) -> None:
    assert (await web.client.get("/api/v1/web/config")).json()["brand"]["name"] == "小桥金融"
