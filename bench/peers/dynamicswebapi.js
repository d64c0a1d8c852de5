// DynamicsWebApi for Node.js: single requests, so many at a time, over the
// library's own agent, which keeps connections; or, with a size above 1, its
// batch operations. A batch is built between startBatch and executeBatch, which
// holds a state of the instance: so each of those that run at a time has an
// instance of its own.
"use strict";
const fs = require("fs");
const readline = require("readline");
const { DynamicsWebApi } = require("dynamics-web-api");

const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function token(told) {
  const answer = await fetch(`${told.Authority}/${told.Tenant}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials", client_id: told.Client, client_secret: told.Secret, scope: told.Origin + "/.default",
    }),
  });
  return (await answer.json()).access_token;
}

function send(api, o) {
  switch (o.kind) {
    case "create": return api.create({ collection: o.set, data: o.data });
    case "update": return api.update({ collection: o.set, key: o.id, data: o.data });
    case "upsert": return api.upsert({ collection: o.set, key: `${o.key}='${o.value}'`, data: o.data });
    default: return api.deleteRecord({ collection: o.set, key: o.id });
  }
}

async function sendBatch(api, part) {
  api.startBatch();
  for (const o of part) send(api, o);
  await api.executeBatch();
}

async function main() {
  const told = JSON.parse((await lines.next()).value);
  const [warmUp, ...operations] = fs.readFileSync(told.Operations, "utf8").trim().split("\n").map(l => JSON.parse(l));
  const bearer = await token(told);
  const newApi = () => new DynamicsWebApi({
    serverUrl: told.Origin, dataApi: { version: "9.2" }, onTokenRefresh: async () => bearer, propagateErrors: true,
  });
  await send(newApi(), warmUp);
  console.log(JSON.stringify("ready"));
  await lines.next();

  let next = 0, done = 0;
  const begun = performance.now();
  const late = () => (performance.now() - begun) / 1000 > told.Limit;
  async function work() {
    const api = newApi();
    while (next < operations.length && !late()) {
      const part = operations.slice(next, next + told.Size);
      next += part.length;
      if (told.Size === 1) await send(api, part[0]);
      else await sendBatch(api, part);
      done += part.length;
    }
  }
  await Promise.all(Array.from({ length: told.Concurrency }, work));
  console.log(JSON.stringify({ done, failed: 0, seconds: (performance.now() - begun) / 1000, note: "" }));
}

main().then(() => process.exit(0), e => {
  console.error(String(e && e.message || e).replace(/\s+/g, " "));
  process.exit(1);
});
