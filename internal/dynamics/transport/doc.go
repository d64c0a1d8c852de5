// Package transport sends HTTP requests with the timeouts that Dataverse needs. It says
// whether a request without a response may have reached the server, and keeps requests
// that must not run twice off old connections.
package transport
