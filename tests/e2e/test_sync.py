"""Two databases on two servers stay in step over a line that breaks.

The centre publishes its lists; the line is cut in the middle of the first pull and the
centre's server is killed; both sides change rows meanwhile; in the end the division
has what the centre has, its own rows are still its own, and its proposals are answered.
"""

import json
from collections.abc import Iterator

import crash_site
import pytest
from crash_site import CrashSite
from frail_line import FrailLine

CENTRE, DIVISION = "elh_sync_centre", "elh_sync_division"
PACKAGE = "elektrohisob.sync.package"
PROPOSAL = "elektrohisob.sync.proposal"
NODE = "elektrohisob.sync.node"
REGION = "elektrohisob.region"
STREET = "elektrohisob.street"
UNITS = """
parent = env["res.company"].browse(1)
soato = env["elektrohisob.district"].search([("code", "=", "1726264")])
for level, vals in (
    ("holding", {}),
    ("enterprise", {"region_id": soato.region_id.id}),
    ("district", {"region_id": soato.region_id.id, "district_id": soato.id}),
):
    vals = {"name": level, "network_level": level, **vals}
    if level == "holding":
        parent.write({**vals, "network_code": "17"})
    else:
        vals.update(parent_id=parent.id, logo=False)
        parent = env["res.company"].create(vals)
if parent.network_code != "1726264":
    parent.network_code = "1726264"
env.ref("base.user_admin").company_ids = env["res.company"].search([])
env.ref("base.user_admin").lang = "en_US"
env.cr.commit()
"""
OPEN_CENTRE = """
env["ir.config_parameter"].set_param("web.base.url", "http://127.0.0.1:{port}")
company = env["res.company"].browse(1)
env["elektrohisob.sync.setup"].create(
    {{"role": "centre", "company_id": company.id}}).action_apply()
env["elektrohisob.sync.package"]._publish()
unit = company.search([("network_code", "=", "1726264")])
node = env["elektrohisob.sync.node"].create({{"name": "A", "company_id": unit.id}})
text = env["elektrohisob.sync.invitation"]._make(node).text
env.cr.commit()
import json
print(json.dumps({{"text": text}}))
"""


@pytest.fixture
def sites(tmp_path) -> Iterator[tuple[CrashSite, CrashSite]]:
    """The centre and a division that is a copy of it from before it was one."""
    if not crash_site.CONF:
        pytest.skip("ELEKTROHISOB_CONF names no configuration")
    options = {"workers": "0", "max_cron_threads": "0"}
    centre = CrashSite(tmp_path, CENTRE, **options)
    division = CrashSite(tmp_path, DIVISION, **options)
    centre.create_database("elektrohisob_base")
    centre.script(UNITS)
    division.clone_database(CENTRE)
    yield centre, division
    for site in (centre, division):
        site.kill_all()
        site.drop_database()


def names(site: CrashSite, model: str) -> dict[str, str]:
    """Names by code of all rows of a list."""
    rows = site.call(model, "search_read", [], ["code", "name"])
    return {row["code"]: row["name"] for row in rows}


def rename(site: CrashSite, model: str, code: str, name: str) -> None:
    """Change the name of a row, as a form does."""
    ids = site.call(model, "search", [("code", "=", code)])
    site.call(model, "write", ids, {"name": name})


def test_two_databases_end_equal(sites: tuple[CrashSite, CrashSite]) -> None:
    """See above."""
    centre, division = sites
    line = FrailLine(centre.port)
    text = json.loads(centre.script(OPEN_CENTRE.format(port=line.port)))["text"]
    centre.start()
    division.start()
    unit = division.call("res.company", "search", [("network_code", "=", "1726264")])
    setup = division.call(
        "elektrohisob.sync.setup",
        "create",
        {"role": "division", "company_id": unit[0], "invitation": text},
    )
    division.call("elektrohisob.sync.setup", "action_apply", [setup])
    [node] = division.call(NODE, "search", [("role", "=", "centre")])

    def state() -> dict:
        fields = ["last_number", "centre_number", "error_code", "state", "parked_count"]
        return division.call(NODE, "read", [node], fields)[0]

    # The line is cut in the middle of the pull, and the server of the centre dies.
    line.left = 60_000
    division.call(NODE, "action_pull", [node])
    cut = state()
    assert cut["error_code"] == "no_line", cut
    assert 0 < cut["last_number"] < cut["centre_number"], cut
    centre.kill_all()

    # Both sides go on working.
    rename(division, REGION, "1703", "Andijon (proposed)")
    rename(division, REGION, "1706", "Buxoro (proposed)")
    assert names(division, REGION)["1703"] != "Andijon (proposed)"
    place = [("code", "=", "1726264")]
    district = division.call("elektrohisob.district", "search", place)
    locality = division.call(
        "elektrohisob.locality",
        "create",
        {"name": "Oʻzimizniki", "code": "own-1", "district_id": district[0],
         "company_id": unit[0]},
    )  # fmt: skip
    division.call(
        STREET,
        "create",
        {"name": "Own street", "code": "own-2", "locality_id": locality,
         "company_id": unit[0]},
    )  # fmt: skip
    centre.start()
    rename(centre, REGION, "1708", "Jizzax (renamed)")
    centre.call(PACKAGE, "action_publish", [])

    # The line is back: everything comes, from where it stopped.
    line.left = None
    division.call(NODE, "action_pull", [node])
    assert state()["state"] == "fresh", state()
    assert names(division, REGION)["1708"] == "Jizzax (renamed)"
    assert division.call(PACKAGE, "search_count", [("state", "!=", "applied")]) == 0

    # The centre accepts one proposal and refuses the other.
    waiting = {
        row["key"]: row["id"]
        for row in centre.call(PROPOSAL, "search_read", [], ["key", "state"])
    }
    assert set(waiting) == {"1703", "1706"}
    centre.call(PROPOSAL, "action_accept", [waiting["1703"]])
    refusal = centre.call(
        "elektrohisob.sync.proposal.refuse",
        "create",
        {"proposal_ids": [(6, 0, [waiting["1706"]])], "reason": "The law names it."},
    )
    centre.call("elektrohisob.sync.proposal.refuse", "action_refuse", [refusal])
    centre.call(PACKAGE, "action_publish", [])
    division.call(NODE, "action_pull", [node])
    answers = division.call(PROPOSAL, "search_read", [], ["key", "state", "reason"])
    found = {row["key"]: (row["state"], row["reason"]) for row in answers}
    assert found["1703"][0] == "accepted"
    assert found["1706"] == ("refused", "The law names it.")

    # Equal, twice; and what was entered here is still here.
    taken = state()["last_number"]
    for _again in range(2):
        division.call(NODE, "action_pull", [node])
        division.call("elektrohisob.sync.difference", "action_compare", [])
        differences = division.call(
            "elektrohisob.sync.difference", "search_read", [], ["model", "key", "kind"]
        )
        assert differences == []
        assert state()["last_number"] == taken
    assert state()["parked_count"] == 0
    assert names(division, REGION) == names(centre, REGION)
    assert names(division, STREET)["own-2"] == "Own street"
    assert "own-2" not in names(centre, STREET)
    line.close()
