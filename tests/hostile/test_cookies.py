import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken", "messages"])
def test_a_cookie_with_a_nul_breaks_nothing(client, cookie):
    answer = client.get("/entrar/", headers={"Cookie": f'{cookie}="aaaaaaaaaaaa\\000aaaa"'})
    assert answer.status_code in (200, 302)
