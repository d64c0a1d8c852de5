// Signing in.
"use strict";
const { DynamicsWebApi } = require("dynamics-web-api");
const { has, same } = require("../case");
const { api, env, test, token } = require("./client");

test("token by client credentials", async () => {
  // The client takes the token that a callback gets.
  same((await token()).length > 20, true, "a token");
});

test("no token", async () => {
  const none = new DynamicsWebApi({ serverUrl: env.origin, dataApi: { version: "9.2" } });
  try {
    await none.callFunction("WhoAmI");
  } catch (e) {
    same(e.status, 401, "status");
    return "401";
  }
  throw new Error("it was not refused");
});

test("WhoAmI", async () => {
  const me = await api.callFunction("WhoAmI");
  has(await env.get(`systemusers(${me.UserId})?$select=applicationid,_businessunitid_value`), { applicationid: env.clientId, _businessunitid_value: me.BusinessUnitId });
});
