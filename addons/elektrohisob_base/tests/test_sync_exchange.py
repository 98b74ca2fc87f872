import base64
import json
from unittest.mock import patch

import requests

from odoo.exceptions import UserError

from ..adapters.sync_client import PAUSES, SyncClient, SyncTrouble
from ..adapters.sync_package_file import read_package
from .sync_common import SyncCommon


class Centre:
    """What the centre published, answering as it would over the line."""

    def __init__(self, contents, cut_after=None):
        self.contents = {read_package(c).header.number: c for c in contents}
        self.hashes = {
            number: read_package(content).header.hash
            for number, content in self.contents.items()
        }
        self.cut_after = cut_after
        self.fetched = []
        self.proposals = []
        self.rows = {}

    def call(self, model, method, /, **arguments):
        return getattr(self, method)(**arguments)

    def pending(self, after, parked):
        return {
            "last": max(self.contents),
            "after_hash": self.hashes.get(after, ""),
            "packages": [
                {
                    "number": number,
                    "size": len(content),
                    "hash": self.hashes[number],
                    "date": "2026-11-01 00:00:00",
                }
                for number, content in sorted(self.contents.items())
                if number > after
            ],
        }

    def piece(self, number, offset):
        if self.cut_after is not None and len(self.fetched) == self.cut_after:
            raise SyncTrouble("no_line", "cut")
        self.fetched.append((number, offset))
        content = self.contents[number]
        return {
            "content": base64.b64encode(content[offset : offset + 300]).decode(),
            "size": len(content),
            "hash": self.hashes[number],
        }

    def submit(self, proposals):
        self.proposals += proposals
        return {"accepted": len(proposals)}

    def digests(self, model, scopes):
        return self.rows.get(model, {})


class TestSyncPull(SyncCommon):
    def setUp(self):
        super().setUp()
        self._become("centre")
        old = self.region.name
        self.region.name = "First"
        contents = self._publish()
        self.region.name = "Second"
        contents += self._publish()
        self.region.name = old
        self._cross_over()
        self.centre = Centre(contents)
        self.node = self.nodes._get_centre()
        nodes, packages = type(self.node), type(self.packages)
        self.startPatcher(patch.object(nodes, "_get_client", lambda node: self.centre))
        self.startPatcher(patch.object(packages, "_keep", lambda rows: None))

    def test_pull_goes_on_where_the_line_was_cut(self):
        self.centre.cut_after = 2
        self.assertEqual(self.node._pull(), 0)
        self.assertEqual(self.node.error_code, "no_line")
        self.assertEqual(self.node.state, "trouble")
        self.assertEqual(self.node.waiting_count, 2)
        package = self.packages.search([])
        self.assertEqual((package.state, package.received), ("loading", 600))
        self.centre.cut_after = None
        self.assertEqual(self.node._pull(), 2)
        self.assertEqual(self.region.name, "Second")
        self.assertEqual(self.centre.fetched[2], (1, 600))
        self.assertEqual(len(set(self.centre.fetched)), len(self.centre.fetched))
        self.assertFalse(self.node.error)
        self.assertEqual((self.node.state, self.node.waiting_count), ("fresh", 0))
        self.assertEqual(self.node._pull(), 0)

    def test_damaged_package_is_fetched_again(self):
        good = self.centre.contents[1]
        self.centre.contents[1] = good[:-60] + b"0" * 60
        self.assertEqual(self.node._pull(), 0)
        self.assertIn(self.node.error_code, ("file", "digest"))
        self.assertEqual(self.packages.search([]).state, "refused")
        self.centre.contents[1] = good
        self.assertEqual(self.node._pull(), 2)
        self.assertEqual(self.packages.search([], limit=1).state, "applied")

    def test_centre_restored_from_a_copy_is_noticed(self):
        self.node._pull()
        self.centre.hashes[2] = "0" * 64
        self.node._pull()
        self.assertEqual(self.node.error_code, "chain")
        del self.centre.contents[2]
        self.node._pull()
        self.assertEqual(self.node.error_code, "older")
        self.assertTrue(self.node.error)

    def test_proposals_are_sent_and_answered(self):
        self.node._pull()
        self.region.name = "Wish"
        proposal = self.proposals.search([])
        self.node._pull()
        self.assertEqual(proposal.state, "sent")
        self.assertEqual(json.loads(json.dumps(self.centre.proposals)), [
            {
                "reference": proposal.reference, "title": "Second",
                "author": self.env.user.name, "model": "elektrohisob.region",
                "key": self.region.code, "before": proposal.before,
                "after": proposal.after, "note": False,
            }
        ])  # fmt: skip

    def test_differences(self):
        self.node._pull()
        differences = self.env["elektrohisob.sync.difference"]
        own = self.packages._get_digests("elektrohisob.region", [])
        names = self.env["elektrohisob.sync.mixin"]._get_sync_models()
        self.centre.rows = {
            name: self.packages._get_digests(name, self.nodes._get_scopes())
            for name in names
        }
        self.assertFalse(differences._compare(self.centre))
        self.centre.rows["elektrohisob.region"] = {"1799": "x", **own}
        del self.centre.rows["elektrohisob.region"][self.region.code]
        found = differences._compare(self.centre)
        self.assertEqual(
            {(row.key, row.kind) for row in found},
            {("1799", "missing"), (self.region.code, "extra")},
        )


class TestSyncProposals(SyncCommon):
    def setUp(self):
        super().setUp()
        self._become("centre")
        self.node = self.nodes.create({"name": "A", "company_id": self.district_a.id})
        self.node._make_key()
        self.old = self.region._sync_read()[self.region.id]["name"]

    def _submit(self, **vals):
        proposal = {
            "reference": "r1", "title": "Tashkent", "author": "Karimov",
            "model": "elektrohisob.region", "key": self.region.code,
            "before": {"name": self.old}, "after": {"name": {"en_US": "Wish"}}, **vals,
        }  # fmt: skip
        caller = self.proposals.with_user(self.node.user_id)
        return caller.submit(proposals=[proposal])

    def test_accepted_change_is_published_with_the_answer(self):
        self.assertEqual(self._submit(), {"accepted": 1})
        self.assertEqual(self._submit(), {"accepted": 0})
        self._publish()
        proposal = self.proposals.search([])
        self.assertFalse(proposal.is_outdated)
        proposal.action_accept()
        self.assertEqual(self.region.name, "Wish")
        self._publish()
        package = self.packages.search([], limit=1)
        self.assertEqual(
            set(package.change_ids.mapped("model")),
            {"elektrohisob.region", "elektrohisob.sync.proposal"},
        )
        with self.assertRaises(UserError):
            proposal.action_accept()

    def test_refused_with_a_reason(self):
        self._submit()
        self.region.name = "Changed since"
        proposal = self.proposals.search([])
        self.assertTrue(proposal.is_outdated)
        self.env["elektrohisob.sync.proposal.refuse"].create(
            {"proposal_ids": proposal.ids, "reason": "The law names it."}
        ).action_refuse()
        self.assertEqual(proposal.state, "refused")
        self.assertEqual(self.region.name, "Changed since")
        answer = proposal._sync_read()[proposal.id]
        self.assertEqual(answer["reason"], "The law names it.")

    def test_nonsense_is_not_taken(self):
        self.assertEqual(self._submit(model="res.users"), {"accepted": 0})
        self._submit(reference="r2", key="9999")
        with self.assertRaises(UserError):
            self.proposals.search([]).action_accept()
        self._submit(reference="r3", after={"id": 1})
        with self.assertRaises(UserError):
            self.proposals.search([("reference", "=", "r3")]).action_accept()

    def test_pieces_rows_and_republication(self):
        self.region.name = "New"
        content = self._publish()[0]
        packages = self.packages.with_user(self.node.user_id)
        with patch.object(type(packages), "_get_chunk", lambda rows: 300):
            piece = packages.piece(number=1, offset=300)
        self.assertEqual(base64.b64decode(piece["content"]), content[300:600])
        self.assertEqual(piece["size"], len(content))
        with self.assertRaises(UserError):
            packages.piece(number=2)
        model = "elektrohisob.region"
        values = packages.rows(model=model, keys=[self.region.code, "9999"])
        self.assertEqual(list(values), [self.region.code])
        self.assertEqual(
            set(packages.digests(model=model, scopes=[])),
            set(self.env[model].search([]).mapped("code")),
        )
        packages.republish(model=model, keys=[self.region.code, "9999"])
        self._publish()
        package = self.packages.search([], limit=1)
        self.assertEqual(package.row_count, 2)
        for method in (packages.rows, packages.republish):
            with self.assertRaises(UserError):
                method(model="res.users", keys=["1"])


class Answer:
    def __init__(self, status, body):
        self.status_code = status
        self.body = body

    def json(self):
        if self.body is None:
            raise requests.JSONDecodeError("no", "", 0)
        return self.body


class TestSyncClient(SyncCommon):
    def _call(self, *answers):
        self.pauses = []
        client = SyncClient("https://c/", "db", "k", sleep=self.pauses.append)
        with patch("requests.post", side_effect=answers) as post:
            self.post = post
            return client.call("m", "f", a=1)

    def test_line_that_comes_back(self):
        broken = requests.ConnectionError("no")
        self.assertEqual(self._call(broken, Answer(503, {}), Answer(200, [1])), [1])
        self.assertEqual(tuple(self.pauses), PAUSES)
        self.assertEqual(self.post.call_args.args, ("https://c/json/2/m/f",))
        headers = self.post.call_args.kwargs["headers"]
        self.assertEqual(headers["Authorization"], "bearer k")
        self.assertEqual(headers["X-Odoo-Database"], "db")

    def test_every_trouble_has_its_code_and_its_sentence(self):
        refused = Answer(422, {"message": "Because."})
        for code, answers in {
            "no_line": [requests.Timeout("t")] * 3,
            "server": [Answer(500, {"message": "m"})] * 3,
            "wrong_key": [Answer(401, {})],
            "forbidden": [Answer(403, {})],
            "not_found": [Answer(302, None)],
            "refused": [refused],
        }.items():
            with self.assertRaises(SyncTrouble) as caught:
                self._call(*answers)
            self.assertEqual(caught.exception.code, code)
            sentence = self.nodes._explain(caught.exception)
            self.assertNotIn(code + ":", sentence)
        self.assertEqual(caught.exception.detail, "Because.")
