"""What the Python programs share: the cases of a client, and plain HTTP to check
by another path what a client did. It speaks to Dataverse by urllib alone, which
none of the clients uses.
"""
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request


class Skip(Exception):
    """The environment lacks what a case needs; the text says what."""


class Refusal(Exception):
    """An answer of plain HTTP with a status from 400 on."""

    def __init__(self, status, code, message):
        super().__init__(f"{status} {code} {message}")
        self.status, self.code = status, code


class Environment:
    """What a program is told on its standard input, in one line of JSON."""

    def __init__(self, told):
        self.origin = told["origin"]
        self.root = self.origin + "/api/data/v9.2/"
        self.authority = told["authority"]
        self.tenant, self.client_id, self.secret = told["tenant"], told["clientId"], told["clientSecret"]
        self.run = told["run"]
        self.emulated = told["emulated"]
        self.user = told.get("user", "")
        self.without_role = told.get("userWithoutRole", "")
        self.count = 0
        self._token = None
        self._tables = {}

    def name(self, what="row"):
        """A name that no other row has, by which the run's rows are found."""
        self.count += 1
        return f"{self.run} {what} {self.count}"

    def email(self):
        self.count += 1
        return f"{self.run}.{self.count}@contoso.example"

    def number(self):
        """A value of at most 20 characters for an alternate key."""
        self.count += 1
        return f"{self.run[-14:]}{self.count:x}"

    def token(self, secret=None):
        form = urllib.parse.urlencode({
            "grant_type": "client_credentials", "client_id": self.client_id, "client_secret": secret or self.secret,
            "scope": self.origin + "/.default",
        }).encode()
        with urllib.request.urlopen(f"{self.authority}/{self.tenant}/oauth2/v2.0/token", form, timeout=60) as answer:
            return json.load(answer)["access_token"]

    def http(self, method, path, body=None, **headers):
        """Send a request below the service root; return status, headers and JSON."""
        if self._token is None:
            self._token = self.token()
        url = path if path.startswith("https:") else self.root + urllib.parse.quote(path, safe="/()?$&=',@:;%")
        request = urllib.request.Request(url, method=method, data=None if body is None else json.dumps(body).encode(), headers={
            "Authorization": "Bearer " + self._token, "Accept": "application/json", "Content-Type": "application/json",
            "OData-MaxVersion": "4.0", "OData-Version": "4.0", **{k.replace("_", "-"): v for k, v in headers.items()},
        })
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text = answer.read()
                return answer.status, answer.headers, json.loads(text) if text[:1] == b"{" else None
        except urllib.error.HTTPError as e:
            error = {}
            try:
                error = json.loads(e.read())["error"]
            except (ValueError, KeyError):
                pass
            raise Refusal(e.code, error.get("code", ""), error.get("message", "")) from None

    def get(self, path):
        return self.http("GET", path)[2]

    def post(self, entity_set, **body):
        """Make a row by plain HTTP and return its id."""
        return entity_id(self.http("POST", entity_set, body)[1]["OData-EntityId"])

    def gone(self, path):
        try:
            self.get(path)
        except Refusal as e:
            same(e.status, 404, f"status of {path}")
            return
        raise AssertionError(f"{path} is still there")

    def gone_soon(self, paths):
        """Wait for a job to delete rows, which the emulator has done at once."""
        end = time.monotonic() + (0 if self.emulated else 60)
        while True:
            try:
                for path in paths:
                    self.gone(path)
                return
            except AssertionError:
                if self.emulated:
                    raise
                if time.monotonic() > end:
                    raise Skip("the job had not run within a minute") from None
            time.sleep(5)

    def need(self, *tables):
        """Skip the case in an environment that lacks a table."""
        for table in tables:
            if table not in self._tables:
                try:
                    self.get(f"EntityDefinitions(LogicalName='{table}')?$select=LogicalName")
                    self._tables[table] = True
                except Refusal:
                    self._tables[table] = False
            if not self._tables[table]:
                raise Skip(f"the environment has no table {table}")

    def need_emulator(self, what):
        if not self.emulated:
            raise Skip(what)

    def key(self):
        """The column of an alternate key of accounts that is one text column."""
        keys = self.get("EntityDefinitions(LogicalName='account')/Keys?$select=KeyAttributes,EntityKeyIndexStatus")["value"]
        for key in keys:
            if key["EntityKeyIndexStatus"] == "Active" and key["KeyAttributes"] == ["accountnumber"]:
                return "accountnumber"
        raise Skip("accounts have no active alternate key on accountnumber")

    def user_row(self, email):
        if not email:
            raise Skip("no user to act for was named")
        rows = self.get(f"systemusers?$select=systemuserid,azureactivedirectoryobjectid&$filter=internalemailaddress eq '{email}' and isdisabled eq false")["value"]
        same(len(rows), 1, f"enabled users with the e-mail address")
        return rows[0]


# What a name may hold beyond ASCII and letters; in a $filter its quote is doubled.
TEXT = "Žofie O'Brien & 日本 🐎 50% + #1"


def entity_id(uri):
    return uri[uri.rindex("(") + 1:uri.rindex(")")]


def same(got, want, what="value"):
    if got != want:
        raise AssertionError(f"{what} is {got!r}, want {want!r}")


def has(got, want):
    """Hold a row to the values that it must have."""
    for name, value in want.items():
        same(got.get(name), value, name)


def refused(error, status, code):
    """Hold a client's error to a refusal, and say it as the matrix does."""
    same(str(error[0]), str(status), "status")
    same(error[1], code, "code")
    return f"{status} {code}"


class Cases:
    """The cases of one client, in the order in which they were written."""

    def __init__(self, client):
        self.client, self.all, self.lacking = client, [], {}

    def case(self, capability):
        def add(f):
            self.all.append((capability, f))
            return f
        return add

    def missing(self, capability, reason):
        self.lacking[capability] = reason

    def run(self, *arguments):
        failed = False
        for capability, f in self.all:
            begun = time.perf_counter()
            status, reason = "works", ""
            try:
                reason = f(*arguments) or ""
                status = "refused" if reason else "works"
            except Skip as e:
                status, reason = "skipped", str(e)
            except Exception as e:  # what went wrong is the result
                status, reason, failed = "failed", " ".join(f"{type(e).__name__}: {e}".split())[:400], True
            self.say(capability, status, reason, time.perf_counter() - begun)
        for capability, reason in self.lacking.items():
            self.say(capability, "missing", reason, 0)
        return failed

    def say(self, capability, status, reason, seconds):
        print(json.dumps({
            "client": self.client, "capability": capability, "status": status, "reason": reason, "seconds": round(seconds, 3),
        }), flush=True)


def environment():
    return Environment(json.loads(sys.stdin.readline()))
