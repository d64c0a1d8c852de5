// DynamicsWebApi for Node.js: all cases, in their order, and what it has no call for.
"use strict";
require("./signin");
require("./rows");
require("./annotations");
require("./related");
require("./many");
require("./guarded");
require("./metadata");
const { cases } = require("./client");

cases.missing({
  "wrong client secret": "it is given a token",
});
cases.run().then(failed => process.exit(failed ? 1 : 0));
