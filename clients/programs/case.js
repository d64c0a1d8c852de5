// What the program for Node.js needs besides its client: the cases, and plain HTTP
// by fetch, to check by another path what the client did. case.py is the same for
// the Python programs.
"use strict";
const { deepStrictEqual } = require("assert");

// Skip says what an environment lacks for a case.
class Skip extends Error {}

class Environment {
  constructor(told) {
    Object.assign(this, told);
    this.root = told.origin + "/api/data/v9.2/";
    this.count = 0;
    this.tables = {};
  }

  name(what = "row") { return `${this.run} ${what} ${++this.count}`; }
  email() { return `${this.run}.${++this.count}@contoso.example`; }
  number() { return `${this.run.slice(-14)}${(++this.count).toString(16)}`; }

  async token() {
    const answer = await fetch(`${this.authority}/${this.tenant}/oauth2/v2.0/token`, {
      method: "POST", signal: AbortSignal.timeout(60000),
      body: new URLSearchParams({ grant_type: "client_credentials", client_id: this.clientId, client_secret: this.clientSecret, scope: this.origin + "/.default" }),
    });
    if (!answer.ok) throw new Error(`no token: status ${answer.status}`);
    return (await answer.json()).access_token;
  }

  async http(method, path, body) {
    this.bearer ??= await this.token();
    const answer = await fetch(this.root + path, {
      method, body: body === undefined ? undefined : JSON.stringify(body), signal: AbortSignal.timeout(60000),
      headers: { Authorization: "Bearer " + this.bearer, Accept: "application/json", "Content-Type": "application/json", "OData-MaxVersion": "4.0", "OData-Version": "4.0" },
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, data: text.startsWith("{") ? JSON.parse(text) : undefined };
  }

  async ok(method, path, body) {
    const answer = await this.http(method, path, body);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.data)}`);
    return answer;
  }

  async get(path) { return (await this.ok("GET", path)).data; }

  // post makes a row by plain HTTP and returns its id.
  async post(set, body) {
    const uri = (await this.ok("POST", set, body)).headers.get("OData-EntityId");
    return uri.slice(uri.lastIndexOf("(") + 1, uri.lastIndexOf(")"));
  }

  async gone(path) { same((await this.http("GET", path)).status, 404, `status of ${path}`); }

  // goneSoon waits for a job to delete a row, which the emulator has done at once.
  async goneSoon(path) {
    for (const end = Date.now() + (this.emulated ? 0 : 60000); ;) {
      if ((await this.http("GET", path)).status === 404) return;
      if (Date.now() >= end) break;
      await new Promise(resolve => setTimeout(resolve, 5000));
    }
    if (this.emulated) throw new Error(`${path} is still there`);
    throw new Skip("the job had not run within a minute");
  }

  async need(table) {
    this.tables[table] ??= (await this.http("GET", `EntityDefinitions(LogicalName='${table}')?$select=LogicalName`)).status === 200;
    if (!this.tables[table]) throw new Skip(`the environment has no table ${table}`);
  }

  needEmulator(what) { if (!this.emulated) throw new Skip(what); }

  async key() {
    const keys = (await this.get("EntityDefinitions(LogicalName='account')/Keys?$select=KeyAttributes,EntityKeyIndexStatus")).value;
    if (!keys.some(k => k.EntityKeyIndexStatus === "Active" && String(k.KeyAttributes) === "accountnumber")) {
      throw new Skip("accounts have no active alternate key on accountnumber");
    }
    return "accountnumber";
  }

  async userRow(email) {
    if (!email) throw new Skip("no user to act for was named");
    const rows = (await this.get(`systemusers?$select=systemuserid,azureactivedirectoryobjectid&$filter=internalemailaddress eq '${email}' and isdisabled eq false`)).value;
    same(rows.length, 1, "enabled users with the e-mail address");
    return rows[0];
  }
}

// What a name may hold beyond ASCII and letters; in a $filter its quote is doubled.
const TEXT = "Žofie O'Brien & 日本 🐎 50% + #1";

function same(got, want, what = "value") {
  try {
    deepStrictEqual(got, want);
  } catch {
    throw new Error(`${what} is ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
  }
}

// has holds a row to the values that it must have.
function has(row, want) {
  for (const name of Object.keys(want)) same(row[name], want[name], name);
}

// refused holds a client's error to a refusal, and says it as the matrix does.
async function refused(promise, status, code) {
  try {
    await promise;
  } catch (e) {
    const error = Array.isArray(e) ? e.find(x => x instanceof Error) : e;
    if (error.status === undefined) throw error;
    same(error.status, status, "status");
    // Of an operation in a batch, the client leaves the error as it came.
    same(error.code ?? error.error?.code, code, "code");
    return `${status} ${code}`;
  }
  throw new Error("it was not refused");
}

class Cases {
  constructor(client) { this.client = client; this.all = []; this.lacking = {}; }
  case(capability, run) { this.all.push([capability, run]); }
  missing(lacking) { this.lacking = lacking; }

  async run() {
    let failed = false;
    for (const [capability, run] of this.all) {
      const begun = performance.now();
      let status = "works", reason = "";
      try {
        reason = await run() || "";
        status = reason ? "refused" : "works";
      } catch (e) {
        status = e instanceof Skip ? "skipped" : "failed";
        failed ||= status === "failed";
        const error = Array.isArray(e) ? e.find(x => x instanceof Error) || new Error("refused") : e;
        reason = String(error.message).replace(/\s+/g, " ").slice(0, 400);
      }
      this.say(capability, status, reason, (performance.now() - begun) / 1000);
    }
    for (const capability of Object.keys(this.lacking)) this.say(capability, "missing", this.lacking[capability], 0);
    return failed;
  }

  say(capability, status, reason, seconds) {
    console.log(JSON.stringify({ client: this.client, capability, status, reason, seconds: Math.round(seconds * 1000) / 1000 }));
  }
}

module.exports = { Cases, Environment, Skip, TEXT, has, refused, same };
