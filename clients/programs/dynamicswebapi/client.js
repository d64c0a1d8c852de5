// The client, and a token for it.
"use strict";
const fs = require("fs");
const { DynamicsWebApi } = require("dynamics-web-api");
const { Cases, Environment } = require("../case");

const env = new Environment(JSON.parse(fs.readFileSync(0, "utf8")));
const cases = new Cases("DynamicsWebApi");
const test = (capability, run) => cases.case(capability, run);
let bearer;
const token = async () => bearer ??= await env.token();
const connection = { serverUrl: env.origin, dataApi: { version: "9.2" }, propagateErrors: true, timeout: 60000, onTokenRefresh: token };
const api = new DynamicsWebApi(connection);

// numbered makes five accounts under a name of their own, whose number of employees
// counts.
async function numbered() {
  const prefix = env.name("page");
  for (let n = 0; n < 5; n++) await env.post("accounts", { name: `${prefix} ${n}`, numberofemployees: n });
  return prefix;
}

module.exports = { api, cases, connection, env, numbered, test, token };
