// Package routes reads the folder of routes that a deployer keeps: routes.yaml, the mappings
// *.jq and their tests *.test.yaml. It compiles the folder into the file that the function
// reads, and runs the tests.
//
// A test runs its mapping in a process of its own, because a single function of jq can
// allocate much memory, and Go cannot end it otherwise; see [Serve].
package routes
